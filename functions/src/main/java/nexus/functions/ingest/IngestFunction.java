package nexus.functions.ingest;

import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.ingest.given.GivenTime;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/** {@code POST /ingestCsvChunk}. */
@Singleton
public class IngestFunction {

  private final Ingester ingester;
  private final Settings settings;
  private final InstantSource clock;

  IngestFunction(Ingester ingester, Settings settings, InstantSource clock) {
    this.ingester = ingester;
    this.settings = settings;
    this.clock = clock;
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
            request.gpu(),
            request.metric(),
            GivenTime.read(request.time(), clock),
            request.interval(),
            request.columns());
    return ingester.chunk(cluster, request.csv().getBytes(StandardCharsets.UTF_8), defaults);
  }
}
