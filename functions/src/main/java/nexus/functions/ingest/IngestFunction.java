package nexus.functions.ingest;

import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.ingest.UploadDefaults;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/** {@code POST /ingestCsvChunk}. */
@Singleton
public class IngestFunction {

  private final Ingester ingester;
  private final Settings settings;

  IngestFunction(Ingester ingester, Settings settings) {
    this.ingester = ingester;
    this.settings = settings;
  }

  /** Queues one CSV chunk. */
  @Funq
  public IngestResult ingestCsvChunk(IngestRequest request) {
    if (request == null || request.csv() == null || request.csv().isBlank()) {
      throw new InvalidInputException("csv", "csv is missing");
    }
    String cluster =
        request.cluster() == null ? settings.cluster() : Names.check("cluster", request.cluster());
    UploadDefaults defaults =
        UploadQuery.defaults(
            request.tz(),
            request.host(),
            request.metric(),
            request.time(),
            request.interval(),
            request.columns());
    return ingester.chunk(cluster, request.csv().getBytes(StandardCharsets.UTF_8), defaults);
  }
}
