package nexus.functions.ingest;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestResult;

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
  IngestResult chunk(String cluster, byte[] csv) {
    return ingest.ingestChunk(cluster, csv);
  }

  /** Receives all of {@code csv}, and then queues it. */
  IngestResult upload(String cluster, InputStream csv) throws IOException {
    return ingest.ingestUpload(
        cluster, csv, settings.queue().uploadChunkBytes(), settings.http().maxBodyBytes());
  }
}
