package nexus.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig;
import io.restassured.path.json.config.JsonPathConfig.NumberReturnType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.functions.testing.Application;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Await;
import nexus.functions.testing.Csv;
import nexus.functions.testing.Prometheus;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live senders over the delivered application; one is a real Prometheus. */
final class LiveIT {

  private static final String METRIC = "DCGM_FI_DEV_GPU_UTIL";

  /** The first configuration of {@code docs/live.md}. */
  private static final Pattern THREE_LINES =
      Pattern.compile("```yaml\\R(remote_write:.*?)```", Pattern.DOTALL);

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

  private static Application application(int port) {
    Application application =
        Application.start(
            folder.resolve("log-" + System.nanoTime()),
            Map.of("ETCD_ENDPOINTS", etcd.endpoint(), "CLUSTER_ID", "prod"),
            port);
    return application.awaitListening();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Answers a scrape with values that are new each time. */
  private static HttpServer exporter(AtomicInteger scrapes) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          int number = scrapes.incrementAndGet();
          StringBuilder text = new StringBuilder("# TYPE " + METRIC + " gauge\n");
          for (int gpu = 0; gpu < 8; gpu++) {
            text.append(
                "%s{gpu=\"%d\",UUID=\"GPU-%d\",Hostname=\"n1\"} %d\n"
                    .formatted(METRIC, gpu, gpu, number + gpu));
          }
          byte[] body = text.append("go_goroutines 7\n").toString().getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String configuration(int exporter, int application) {
    return """
        global: { scrape_interval: 1s }
        scrape_configs:
          - job_name: dcgm
            static_configs: [{ targets: ["127.0.0.1:%d"] }]
        remote_write:
          - url: http://127.0.0.1:%d/api/v1/write?cluster=live&source=prometheus-a
            queue_config: { batch_send_deadline: 1s, min_backoff: 50ms, max_backoff: 500ms }
        """
        .formatted(exporter, application);
  }

  private static Asker.Reply ask(Application application, String path) {
    try {
      return application.ask("GET", path);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Map<Long, Double> here(Application application, int gpu) {
    String path = "/queryGpu?cluster=live&gpu=n1/" + gpu + "&metric=" + METRIC + "&from=now-1h";
    JsonPath answer = ask(application, path).json();
    Map<Long, Double> points = new TreeMap<>();
    List<List<Number>> found = answer.getList("series[0].points");
    if (found != null) {
      found.forEach(point -> points.put(point.get(0).longValue(), point.get(1).doubleValue()));
    }
    return points;
  }

  /** What Prometheus says of the samples that it sends. */
  private static double counted(Prometheus prometheus, String what) {
    String name = "prometheus_remote_storage_samples_" + what + "_total{";
    List<String> lines =
        prometheus.ask("/metrics").lines().filter(line -> line.startsWith(name)).toList();
    assertThat(lines).as(name).hasSize(1);
    return Double.parseDouble(lines.get(0).substring(lines.get(0).lastIndexOf(' ') + 1));
  }

  private static Map<Long, Double> there(Prometheus prometheus, int gpu) {
    JsonPath answer =
        prometheus
            .query(METRIC + "{gpu=\"" + gpu + "\"}[1h]")
            .using(JsonPathConfig.jsonPathConfig().numberReturnType(NumberReturnType.DOUBLE));
    Map<Long, Double> points = new TreeMap<>();
    List<List<Object>> found = answer.getList("data.result[0].values");
    if (found != null) {
      found.forEach(
          point ->
              points.put(
                  Math.round(Double.parseDouble(point.get(0).toString()) * 1000),
                  Double.parseDouble(point.get(1).toString())));
    }
    return points;
  }

  @Test
  void whatPrometheusHoldsIsHereAlsoWhenTheApplicationAndEtcdAreKilledMeanwhile() throws Exception {
    assumeTrue(Prometheus.isHere(), "prometheus and promtool are not on the PATH");
    AtomicInteger scrapes = new AtomicInteger();
    HttpServer exporter = exporter(scrapes);
    int port = freePort();
    Application first = application(port);
    Files.createDirectories(folder.resolve("prometheus"));
    try (Prometheus prometheus =
        Prometheus.start(
            folder.resolve("prometheus"), configuration(exporter.getAddress().getPort(), port))) {
      Await.until("first samples", () -> !here(first, 7).isEmpty());
      first.close();
      int killedAt = scrapes.get();
      Await.until("scrapes while it is away", () -> scrapes.get() >= killedAt + 3);
      try (Application second = application(port)) {
        int backAt = scrapes.get();
        Await.until("scrapes since it is back", () -> scrapes.get() >= backAt + 3);
        etcd.kill();
        int etcdKilledAt = scrapes.get();
        Await.until("scrapes while etcd is away", () -> scrapes.get() >= etcdKilledAt + 3);
        etcd.start();
        int etcdBackAt = scrapes.get();
        Await.until("scrapes since etcd is back", () -> scrapes.get() >= etcdBackAt + 3);
        exporter.stop(0);
        assertThat(counted(prometheus, "retried"))
            .as("samples that were refused meanwhile")
            .isPositive();
        for (int gpu = 0; gpu < 8; gpu++) {
          int one = gpu;
          Await.until(
              "all samples of GPU " + gpu, () -> here(second, one).equals(there(prometheus, one)));
          assertThat(here(second, one)).hasSizeGreaterThan(12);
        }
        assertThat(counted(prometheus, "failed")).isZero();
        assertThat(counted(prometheus, "dropped")).isZero();
        JsonPath sources = ask(second, "/api/v1/sources?cluster=live").json();
        assertThat(sources.getList("sources.source")).containsExactly("prometheus-a");
        assertThat(sources.getInt("sources[0].rejected")).isZero();
        assertThat(sources.getInt("sources[0].samples")).isPositive();
        assertThat(sources.getInt("sources[0].ignored")).isPositive();
        assertThat(ask(second, "/api/v1/ingests?cluster=live").json().getList("ingests")).isEmpty();
      }
    } finally {
      exporter.stop(0);
    }
  }

  /** What the dashboard draws, it draws of these. */
  @Test
  void theThreeLinesOfThePageAreEnoughForAPrometheusToDrawTheFleet() throws Exception {
    assumeTrue(Prometheus.isHere(), "prometheus and promtool are not on the PATH");
    String page = Files.readString(Csv.sample().resolve("../../../docs/live.md").normalize());
    Matcher lines = THREE_LINES.matcher(page);
    assertThat(lines.find()).isTrue();
    assertThat(lines.group(1).lines()).hasSize(3);
    AtomicInteger scrapes = new AtomicInteger();
    HttpServer exporter = exporter(scrapes);
    Path own = Files.createDirectories(folder.resolve("three-lines"));
    try (Application application = application(0)) {
      String configuration =
          """
          global: { scrape_interval: 1s }
          scrape_configs:
            - { job_name: dcgm, static_configs: [{ targets: ["127.0.0.1:%d"] }] }
          """
              .formatted(exporter.getAddress().getPort());
      String sent = lines.group(1).replace(":8080/", ":" + application.port() + "/");
      try (Prometheus prometheus = Prometheus.start(own, configuration + sent)) {
        Await.until("8 GPUs", () -> gpus(application).size() == 8);
        assertThat(gpus(application)).contains("GPU-0", "GPU-7");
        Await.until("values", () -> newest(application).size() == 8);
        JsonPath source = ask(application, "/api/v1/sources").json();
        assertThat(source.getList("sources.source")).containsExactly("Prometheus");
        assertThat(source.getInt("sources[0].ignored")).as("kept by the last line").isZero();
        assertThat(counted(prometheus, "failed")).isZero();
      }
    } finally {
      exporter.stop(0);
    }
  }

  private static List<String> gpus(Application application) {
    Asker.Reply reply = ask(application, "/api/v1/gpus");
    return reply.status() == 200 ? reply.json().getList("data.id") : List.of();
  }

  private static List<Object> newest(Application application) {
    Asker.Reply reply = ask(application, "/api/v1/telemetry/latest?metric=" + METRIC);
    return reply.status() == 200 ? reply.json().getList("data.value") : List.of();
  }

  private static void isRefused(Application by, String type, String text, String why)
      throws Exception {
    Asker.Reply reply = by.post("/api/v1/import/prometheus?cluster=cut", type, text);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().getString("error.field")).isEqualTo("body");
    assertThat(reply.json().getString("error.message")).contains(why);
  }

  @Test
  void aScriptPostsTextAndACollectorPostsJson() throws Exception {
    try (Application application = application(0)) {
      Asker.Reply text =
          application.post(
              "/api/v1/import/prometheus?cluster=text",
              "text/plain",
              METRIC + "{gpu=\"0\",Hostname=\"n1\"} 5\ngo_goroutines 1\n" + METRIC + " 7\n");
      assertThat(text.status()).isEqualTo(200);
      assertThat(text.json().getInt("accepted")).isEqualTo(1);
      assertThat(text.json().getInt("ignored")).isEqualTo(1);
      assertThat(text.json().getInt("rejected")).isEqualTo(1);
      assertThat(text.json().getInt("rejects[0].line")).isEqualTo(3);
      Asker.Reply json =
          application.post(
              "/v1/metrics?cluster=otlp",
              "application/json",
              """
              {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"%s","gauge":{"dataPoints":[
                {"attributes":[{"key":"gpu","value":{"stringValue":"0"}}],
                 "timeUnixNano":"%d000000","asDouble":5}]}}]}]}]}
              """
                  .formatted(METRIC, System.currentTimeMillis()));
      assertThat(json.status()).isEqualTo(200);
      assertThat(application.post("/v1/metrics", "application/json", "{\"foo\":1}").status())
          .isEqualTo(400);
      Asker.Reply nothing =
          application.post(
              "/api/v1/import/prometheus?cluster=text", "text/plain", "a line\n" + METRIC + " 7\n");
      assertThat(nothing.status()).isEqualTo(400);
      assertThat(nothing.json().getString("error.field")).isEqualTo("body");
      assertThat(nothing.json().getString("error.message")).contains("line 2: ");
      assertThat(
              application
                  .post("/api/v1/import/prometheus?time=soon", "text/plain", METRIC + " 7\n")
                  .json()
                  .getString("error.field"))
          .isEqualTo("time");
      assertThat(json.json().getString("partialSuccess.rejectedDataPoints")).isEqualTo("1");
      String whole = METRIC + "{gpu=\"9\",Hostname=\"n1\"} 12.345\n";
      isRefused(application, "text/plain", whole.substring(0, whole.length() - 4), "line feed");
      isRefused(application, "application/openmetrics-text; version=1.0.0", whole, "# EOF");
      isRefused(application, "application/openmetrics-text", whole + "# EOF\n" + whole, "behind");
      assertThat(
              application
                  .post(
                      "/api/v1/import/prometheus?cluster=cut",
                      "application/openmetrics-text",
                      whole + "# EOF\n")
                  .json()
                  .getInt("accepted"))
          .isEqualTo(1);
      Asker.Reply ofCurl =
          application.post(
              "/api/v1/import/prometheus?cluster=text",
              "application/x-www-form-urlencoded",
              "# HELP go 100%\n".repeat(5_000) + METRIC + "{gpu=\"1\",Hostname=\"n1\"} 5\n");
      assertThat(ofCurl.status()).isEqualTo(200);
      assertThat(ofCurl.json().getInt("accepted")).isEqualTo(1);
      assertThat(
              application
                  .post("/api/v1/import/prometheus", "multipart/form-data; boundary=b", "--b--")
                  .status())
          .isEqualTo(415);
      String query = "query=up%7Ba%3D%22" + "x".repeat(9_000) + "%22%7D";
      assertThat(
              application
                  .post("/api/v1/query", "application/x-www-form-urlencoded", query)
                  .status())
          .isEqualTo(200);
      assertThat(application.post("/v1/metrics", "text/plain", "x").status()).isEqualTo(415);
      assertThat(application.post("/api/v1/write", "application/x-protobuf", "x").status())
          .isEqualTo(400);
      assertThat(application.post("/api/v1/write", "application/json", "{}").status())
          .isEqualTo(415);
      Await.until(
          "stored", () -> ask(application, "/queryGpu?cluster=text&gpu=n1/0").status() == 200);
    }
  }
}
