package nexus.functions.api;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.Export;
import nexus.telemetry.query.LatestQuery;
import nexus.telemetry.query.SampleFormat;
import nexus.telemetry.query.TelemetryQuery;

/** Samples: of one GPU over time, and the newest of all. */
@Singleton
public final class TelemetryRoutes {

  private final TelemetryQuery telemetry;
  private final LatestQuery latest;
  private final Settings settings;

  TelemetryRoutes(TelemetryQuery telemetry, LatestQuery latest, Settings settings) {
    this.telemetry = telemetry;
    this.latest = latest;
    this.settings = settings;
  }

  /** Samples of the GPU whose {@code id} the path has. */
  public Object ofId(Request request) {
    return answer(request, Set.of("id"), telemetry::page, telemetry::export);
  }

  /** Samples of the GPU whose {@code cluster}, {@code host} and {@code gpu} the path has. */
  public Object ofPlace(Request request) {
    return answer(request, Set.of("cluster", "host", "gpu"), telemetry::page, telemetry::export);
  }

  /** The newest values of all GPUs. */
  public Object latest(Request request) {
    return answer(request, Set.of(), latest::page, latest::export);
  }

  /** Answers with samples, in some form. */
  private interface Query<T> {
    T run(Map<String, List<String>> parameters, String defaultCluster, long maxBytes);
  }

  private Object answer(Request request, Set<String> inPath, Query<?> page, Query<Export> export) {
    Optional<SampleFormat> format = Format.of(request.parameters(), request.accept());
    return format.isEmpty()
        ? run(page, request)
        : ExportContent.of(run(export, request), format.get(), request, inPath);
  }

  private <T> T run(Query<T> query, Request request) {
    return query.run(request.parameters(), settings.cluster(), request.maxBytes());
  }
}
