package nexus.functions.ingest;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.ingest.UploadMemory;
import nexus.telemetry.ingest.given.UploadDefaults;

/** Ingests with the configured bounds. */
@Singleton
final class Ingester {

  private final CsvIngest ingest;
  private final Settings settings;

  Ingester(CsvIngest ingest, Settings settings) {
    this.ingest = ingest;
    this.settings = settings;
  }

  /** Ingests one chunk by itself. */
  IngestResult chunk(String cluster, byte[] csv, UploadDefaults defaults) {
    return ingest.ingestChunk(cluster, csv, defaults);
  }

  /** Takes a part of the memory that all uploads share. */
  UploadMemory openMemory() {
    return ingest.openMemory();
  }

  /** Receives all of {@code csv}, and then queues it. */
  IngestResult upload(String cluster, InputStream csv, UploadDefaults defaults, UploadMemory memory)
      throws IOException {
    return ingest.ingestUpload(
        cluster,
        csv,
        defaults,
        settings.queue().uploadChunkBytes(),
        settings.http().maxBodyBytes(),
        memory);
  }

  /** Says what would become of {@code csv}, and queues nothing. */
  IngestResult dryRun(String cluster, InputStream csv, UploadDefaults defaults, UploadMemory memory)
      throws IOException {
    return ingest.dryRun(
        cluster,
        csv,
        defaults,
        settings.queue().uploadChunkBytes(),
        settings.http().maxBodyBytes(),
        memory);
  }
}
