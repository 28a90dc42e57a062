package nexus.functions.ingest;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import nexus.functions.wiring.Settings;
import nexus.telemetry.csv.SpooledCsv;
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

  /** Receives all of {@code csv}, and then ingests it. */
  IngestResult upload(String cluster, InputStream csv) throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (SpooledCsv spooled =
        SpooledCsv.receive(
            csv, folder, settings.queue().chunkBytes(), settings.http().maxBodyBytes())) {
      return ingest.ingestUpload(cluster, spooled);
    }
  }
}
