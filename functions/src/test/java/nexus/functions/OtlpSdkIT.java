package nexus.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.internal.otlp.metrics.MetricsRequestMarshaler;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import nexus.functions.testing.Application;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Await;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenTelemetry's own SDK for Java sends, by its own exporter, to the delivered application. */
final class OtlpSdkIT {

  private static final int GPUS = 8;
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("hw.type");
  private static final AttributeKey<String> ID = AttributeKey.stringKey("hw.id");

  /** As the SDK has it unless told otherwise, but for its pauses, which are a second and more. */
  private static final RetryPolicy RETRIES =
      RetryPolicy.builder()
          .setMaxAttempts(5)
          .setInitialBackoff(Duration.ofMillis(500))
          .setMaxBackoff(Duration.ofSeconds(3))
          .build();

  @TempDir static Path folder;
  private static EtcdServer etcd;

  @BeforeAll
  static void start() {
    etcd = EtcdServer.launch();
  }

  @AfterAll
  static void stop() {
    etcd.close();
  }

  private static Application application(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("ETCD_ENDPOINTS", etcd.endpoint());
    return Application.start(folder.resolve("log-" + System.nanoTime()), all).awaitListening();
  }

  private static String url(Application application, String cluster) {
    return "http://127.0.0.1:" + application.port() + "/v1/metrics?source=sdk&cluster=" + cluster;
  }

  /** A reader that is asked by hand. */
  private static final class Collected implements MetricReader {

    private CollectionRegistration registration = CollectionRegistration.noop();

    @Override
    public void register(CollectionRegistration given) {
      registration = given;
    }

    Collection<MetricData> now() {
      return registration.collectAllMetrics();
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  /** What a program with eight GPUs measures once, by the SDK's own instruments. */
  private static Collection<MetricData> measured() {
    Collected reader = new Collected();
    Resource node = Resource.create(Attributes.of(AttributeKey.stringKey("host.name"), "n1"));
    try (SdkMeterProvider provider =
        SdkMeterProvider.builder().setResource(node).registerMetricReader(reader).build()) {
      Meter meter = provider.get("gpus");
      meter
          .gaugeBuilder("hw.gpu.utilization")
          .setUnit("1")
          .buildWithCallback(
              measurement -> {
                for (int gpu = 0; gpu < GPUS; gpu++) {
                  measurement.record(gpu / 8.0, gpu(gpu));
                }
              });
      meter
          .counterBuilder("hw.energy")
          .setUnit("J")
          .ofDoubles()
          .buildWithCallback(
              measurement -> {
                for (int gpu = 0; gpu < GPUS; gpu++) {
                  measurement.record(1_000.0 + gpu, gpu(gpu));
                }
              });
      meter.histogramBuilder("http.server.request.duration").build().record(1);
      return reader.now();
    }
  }

  private static Attributes gpu(int gpu) {
    return Attributes.of(TYPE, "gpu", ID, Integer.toString(gpu));
  }

  private static Asker.Reply get(Application application, String path) {
    try {
      return application.ask("GET", path);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What is stored: GPU and metric to value. */
  private static Map<String, Double> stored(Application application, String cluster) {
    Map<String, Double> values = new TreeMap<>();
    Asker.Reply reply = get(application, "/api/v1/telemetry/latest?cluster=" + cluster);
    if (reply.status() == 200) {
      List<Map<String, Object>> rows = reply.json().getList("data");
      rows.forEach(
          row ->
              values.put(
                  row.get("hostname") + "/" + row.get("gpu_id") + " " + row.get("metric"),
                  ((Number) row.get("value")).doubleValue()));
    }
    return values;
  }

  /** In the units in which they are stored: percent, and millijoules. */
  private static Map<String, Double> expected() {
    Map<String, Double> values = new TreeMap<>();
    for (int gpu = 0; gpu < GPUS; gpu++) {
      values.put("n1/" + gpu + " DCGM_FI_DEV_GPU_UTIL", 12.5 * gpu);
      values.put("n1/" + gpu + " DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", 1e6 + 1e3 * gpu);
    }
    return values;
  }

  private static void assertTakenOnce(Application application, String cluster) {
    Await.until("stored", () -> stored(application, cluster).size() >= 2 * GPUS);
    assertThat(stored(application, cluster)).isEqualTo(expected());
    Await.until("noted", () -> source(application, cluster).getInt("samples") == 2 * GPUS);
    assertThat(source(application, cluster).getInt("rejected")).isZero();
    assertThat(source(application, cluster).getInt("ignored")).isEqualTo(1);
  }

  private static JsonPath source(Application application, String cluster) {
    JsonPath all = get(application, "/api/v1/sources?cluster=" + cluster).json();
    assertThat(all.getList("sources.source")).containsExactly("sdk");
    return all.setRootPath("sources[0]");
  }

  @ParameterizedTest
  @CsvSource({"none, plain", "gzip, packed"})
  void itsExporterSendsProtobuf(String compression, String cluster) throws Exception {
    try (Application application = application(Map.of());
        OtlpHttpMetricExporter exporter =
            OtlpHttpMetricExporter.builder()
                .setEndpoint(url(application, cluster))
                .setCompression(compression)
                .build()) {
      assertThat(exporter.export(measured()).join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
      assertTakenOnce(application, cluster);
    }
  }

  /** The exporter for HTTP has no switch for JSON: what the SDK writes as JSON is posted. */
  @ParameterizedTest
  @CsvSource({"false, json", "true, packed-json"})
  void itsJsonIsTaken(boolean gzip, String cluster) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (OutputStream out = gzip ? new GZIPOutputStream(body) : body) {
      MetricsRequestMarshaler.create(measured()).writeJsonTo(out);
    }
    try (Application application = application(Map.of())) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url(application, cluster)))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
      if (gzip) {
        request.header("Content-Encoding", "gzip");
      }
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{}");
      assertTakenOnce(application, cluster);
    }
  }

  @Test
  void whatIsRefusedWhileEtcdIsAwayItSendsAgain() throws Exception {
    try (Application application = application(Map.of("POLL_TIMEOUT", "500ms"));
        OtlpHttpMetricExporter exporter = retrying(application, "away")) {
      etcd.kill();
      CompletableResultCode sent;
      try {
        Asker.Reply refused =
            application.post("/v1/metrics?cluster=away", "application/json", point());
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).containsKey("Retry-After");
        sent = exporter.export(measured());
        Await.until("refused", () -> requests(application, 503) > 1);
      } finally {
        etcd.start();
      }
      assertThat(sent.join(40, TimeUnit.SECONDS).isSuccess()).isTrue();
      assertTakenOnce(application, "away");
    }
  }

  @Test
  void whatIsRefusedWhileTheQueueIsFullItSendsAgain() throws Exception {
    Map<String, String> full = Map.of("QUEUE_MAX_MESSAGES", "1", "DRAIN_ENABLED", "false");
    try (Application application = application(full);
        OtlpHttpMetricExporter exporter = retrying(application, "full")) {
      assertThat(
              application
                  .post("/v1/metrics?cluster=full&source=other", "application/json", point())
                  .status())
          .isEqualTo(200);
      // How full the queue is is read once a second at most.
      Await.until("full", () -> refused(application).status() == 429);
      assertThat(refused(application).headers()).containsKey("Retry-After");
      double before = requests(application, 429);
      CompletableResultCode sent = exporter.export(measured());
      Await.until("refused", () -> requests(application, 429) > before);
      assertThat(application.post("/drainQueueBatch", "application/json", "{}").status())
          .isEqualTo(200);
      assertThat(sent.join(40, TimeUnit.SECONDS).isSuccess()).isTrue();
      assertThat(application.post("/drainQueueBatch", "application/json", "{}").status())
          .isEqualTo(200);
      assertThat(stored(application, "full")).containsAllEntriesOf(expected());
    }
  }

  private static Asker.Reply refused(Application application) {
    try {
      return application.post("/v1/metrics?cluster=full", "application/json", point());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static OtlpHttpMetricExporter retrying(Application application, String cluster) {
    return OtlpHttpMetricExporter.builder()
        .setEndpoint(url(application, cluster))
        .setTimeout(Duration.ofSeconds(30))
        .setRetryPolicy(RETRIES)
        .build();
  }

  private static String point() {
    return """
    {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"DCGM_FI_DEV_GPU_TEMP","gauge":{
      "dataPoints":[{"attributes":[{"key":"gpu","value":{"stringValue":"0"}},
      {"key":"Hostname","value":{"stringValue":"n2"}}],"timeUnixNano":"%d000000","asDouble":50}]
      }}]}]}]}
    """
        .formatted(System.currentTimeMillis());
  }

  /** Requests that were answered with a status. */
  private static double requests(Application application, int status) {
    String metrics = new String(get(application, "/metrics?process=only").body(), UTF_8);
    return metrics
        .lines()
        .filter(line -> line.startsWith("nexus_http_request_seconds_count{"))
        .filter(line -> line.contains("/v1/metrics") && line.contains("\"" + status + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
