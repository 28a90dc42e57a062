package nexus.functions;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.BiFunction;
import nexus.functions.api.fields.FieldsFunction;
import nexus.functions.api.fleet.FleetFunctions;
import nexus.functions.api.formats.FormatFunctions;
import nexus.functions.api.health.HealthRoutes;
import nexus.functions.api.incidents.IncidentFunctions;
import nexus.functions.api.latest.LatestFunction;
import nexus.functions.api.letters.LetterFunctions;
import nexus.functions.api.prometheus.ApiFailures;
import nexus.functions.api.prometheus.LabelFunctions;
import nexus.functions.api.prometheus.PromqlFunctions;
import nexus.functions.api.prometheus.StatusFunctions;
import nexus.functions.api.series.SeriesFunction;
import nexus.functions.api.series.TelemetryFunction;
import nexus.functions.api.stats.StatsFunction;
import nexus.functions.api.uploads.UploadFunctions;
import nexus.functions.api.usage.UsageFunction;
import nexus.functions.dashboard.DashboardFunction;
import nexus.functions.events.EventsRoute;
import nexus.functions.http.Endpoint;
import nexus.functions.http.EndpointTable;
import nexus.functions.http.Request;
import nexus.functions.ingest.UploadRoute;
import nexus.functions.live.LiveFunctions;
import nexus.functions.live.OtlpFailures;
import nexus.functions.metrics.MetricsFunction;

/**
 * Every path that is served: its method, what answers it, and the parameters it knows besides those
 * in braces. Where several match a request, the first does.
 *
 * <p>{@code openapi.yaml} describes the same paths, and {@code template.yaml} lets them through to
 * Lambda; tests hold both against this.
 */
@Singleton
final class Endpoints {

  private static final String PAGE = " limit cursor";
  private static final String SAMPLES =
      "metric start_time end_time step agg namespace pod format" + PAGE;
  private static final List<String> READ = List.of("GET", "HEAD");

  private final SeriesFunction series;
  private final StatsFunction stats;
  private final FleetFunctions fleet;
  private final FieldsFunction fields;
  private final TelemetryFunction samples;
  private final LatestFunction latest;
  private final IncidentFunctions incidents;
  private final UsageFunction usage;
  private final UploadFunctions uploads;
  private final LetterFunctions letters;
  private final FormatFunctions formats;
  private final PromqlFunctions promql;
  private final LabelFunctions labels;
  private final StatusFunctions prometheus;
  private final MetricsFunction metrics;
  private final DashboardFunction pages;
  private final UploadRoute upload;
  private final EventsRoute events;
  private final HealthRoutes health;
  private final LiveFunctions live;

  Endpoints(
      SeriesFunction series,
      StatsFunction stats,
      FleetFunctions fleet,
      FieldsFunction fields,
      TelemetryFunction samples,
      LatestFunction latest,
      IncidentFunctions incidents,
      UsageFunction usage,
      UploadFunctions uploads,
      LetterFunctions letters,
      FormatFunctions formats,
      PromqlFunctions promql,
      LabelFunctions labels,
      StatusFunctions prometheus,
      MetricsFunction metrics,
      DashboardFunction pages,
      UploadRoute upload,
      EventsRoute events,
      HealthRoutes health,
      LiveFunctions live) {
    this.series = series;
    this.stats = stats;
    this.fleet = fleet;
    this.fields = fields;
    this.samples = samples;
    this.latest = latest;
    this.incidents = incidents;
    this.usage = usage;
    this.uploads = uploads;
    this.letters = letters;
    this.formats = formats;
    this.promql = promql;
    this.labels = labels;
    this.prometheus = prometheus;
    this.metrics = metrics;
    this.pages = pages;
    this.upload = upload;
    this.events = events;
    this.health = health;
    this.live = live;
  }

  @Produces
  @Singleton
  EndpointTable table() {
    return new EndpointTable(
        List.of(
            // The four, each also a function on Lambda by its name.
            Endpoint.funqy("POST", "/ingestCsvChunk"),
            Endpoint.funqy("POST", "/drainQueueBatch"),
            get(
                "/queryGpu",
                series,
                SeriesFunction::series,
                "gpu host cluster metric from to step agg namespace pod" + PAGE),
            get("/clusterStats", stats, StatsFunction::stats, "cluster top metric"),

            // What there is, and samples.
            get("/api/v1/gpus", fleet, FleetFunctions::gpus, "cluster host model status" + PAGE),
            get(
                "/api/v1/gpus/{id}/telemetry",
                samples,
                TelemetryFunction::ofId,
                "cluster " + SAMPLES),
            get(
                "/api/v1/telemetry/latest",
                latest,
                LatestFunction::latest,
                "cluster host model metric format" + PAGE),
            get("/api/v1/fields", fields, FieldsFunction::fields, "name" + PAGE),
            get("/api/v1/hosts", fleet, FleetFunctions::hosts, "cluster status" + PAGE),
            get(
                "/api/v1/hosts/{host}/gpus",
                fleet,
                FleetFunctions::gpusOfHost,
                "cluster model status" + PAGE),
            get("/api/v1/clusters", fleet, FleetFunctions::clusters, PAGE),
            get("/api/v1/clusters/{cluster}", fleet, FleetFunctions::cluster, ""),
            get("/api/v1/clusters/{cluster}/stats", stats, StatsFunction::data, "top metric"),
            get("/api/v1/clusters/{cluster}/hosts", fleet, FleetFunctions::hosts, "status" + PAGE),
            get("/api/v1/clusters/{cluster}/hosts/{host}", fleet, FleetFunctions::host, ""),
            get(
                "/api/v1/clusters/{cluster}/hosts/{host}/gpus",
                fleet,
                FleetFunctions::gpusOfHost,
                "model status" + PAGE),
            get(
                "/api/v1/clusters/{cluster}/hosts/{host}/gpus/{gpu}",
                fleet,
                FleetFunctions::gpu,
                ""),
            get(
                "/api/v1/clusters/{cluster}/hosts/{host}/gpus/{gpu}/metrics",
                samples,
                TelemetryFunction::ofPlace,
                SAMPLES),

            // What is and was wrong.
            get(
                "/api/v1/incidents",
                incidents,
                IncidentFunctions::page,
                "cluster from to severity kind host gpu open" + PAGE),

            // What became of the time of GPUs.
            get(
                "/api/v1/usage",
                usage,
                UsageFunction::usage,
                "cluster from to by step format" + PAGE),

            // What became of uploads, and what was set aside.
            get("/api/v1/ingests", uploads, UploadFunctions::page, "cluster" + PAGE),
            get("/api/v1/ingests/{upload}", uploads, UploadFunctions::one, "cluster"),
            get("/api/v1/deadletters", letters, LetterFunctions::page, "cluster" + PAGE),
            by("DELETE", "/api/v1/deadletters", letters, LetterFunctions::delete, "cluster key"),
            by("POST", "/api/v1/deadletters/redrive", letters, LetterFunctions::redrive, ""),

            // What live senders send, and who they are.
            by("POST", "/api/v1/write", live, LiveFunctions::write, "cluster host source fields"),
            by(
                "POST",
                "/api/v1/import/prometheus",
                live,
                LiveFunctions::importText,
                "cluster host source time"),
            by("POST", "/v1/metrics", live, LiveFunctions::otlp, "cluster host source fields")
                .failing(OtlpFailures::told),
            get("/api/v1/sources", uploads, UploadFunctions::sources, "cluster"),

            // Which versions of what is stored are written.
            get("/api/v1/formats", formats, FormatFunctions::versions, ""),
            by("POST", "/api/v1/formats", formats, FormatFunctions::raise, ""),

            // What Prometheus answers, over what is stored; a form's body has parameters, too.
            any("GET", "/api/v1/query", promql, PromqlFunctions::instant),
            any("POST", "/api/v1/query", promql, PromqlFunctions::instant),
            any("GET", "/api/v1/query_range", promql, PromqlFunctions::range),
            any("POST", "/api/v1/query_range", promql, PromqlFunctions::range),
            any("GET", "/api/v1/format_query", promql, PromqlFunctions::format),
            any("POST", "/api/v1/format_query", promql, PromqlFunctions::format),
            any("GET", "/api/v1/series", labels, LabelFunctions::series),
            any("POST", "/api/v1/series", labels, LabelFunctions::series),
            any("GET", "/api/v1/labels", labels, LabelFunctions::names),
            any("POST", "/api/v1/labels", labels, LabelFunctions::names),
            any("GET", "/api/v1/label/{label}/values", labels, LabelFunctions::values),
            any("GET", "/api/v1/metadata", prometheus, StatusFunctions::metadata),
            any("GET", "/api/v1/status/buildinfo", prometheus, StatusFunctions::buildInfo),

            // Over HTTP alone: bodies and answers of any length.
            Endpoint.own(
                "POST",
                "/api/v1/csv/upload",
                route -> upload.install(route),
                "cluster host gpu tz metric time interval columns dryRun"),
            Endpoint.own("GET", "/api/v1/events", route -> events.install(route), "cluster"),

            // For people, and for who watches over the process.
            get("/", pages, DashboardFunction::page, ""),
            get("/docs", pages, DashboardFunction::docs, ""),
            get("/openapi.yaml", pages, DashboardFunction::description, ""),
            get("/assets/{file}", pages, DashboardFunction::asset, ""),
            Endpoint.ownOfAny(READ, "/health", route -> health.health(route)),
            Endpoint.ownOfAny(READ, "/ready", route -> health.ready(route)),
            get(
                "/metrics",
                metrics,
                MetricsFunction::metrics,
                "cluster metric names stale process")));
  }

  private static <T> Endpoint get(
      String path, T subject, BiFunction<T, Request, ?> function, String parameters) {
    return by("GET", path, subject, function, parameters);
  }

  /** One of Prometheus's, which looks at the names of its parameters itself. */
  private static <T> Endpoint any(
      String method, String path, T subject, BiFunction<T, Request, ?> function) {
    return Endpoint.ofAny(method, path, request -> function.apply(subject, request))
        .failing(ApiFailures::told);
  }

  /**
   * @param parameters their names, with blanks between them
   */
  private static <T> Endpoint by(
      String method,
      String path,
      T subject,
      BiFunction<T, Request, ?> function,
      String parameters) {
    return Endpoint.of(method, path, request -> function.apply(subject, request), parameters);
  }
}
