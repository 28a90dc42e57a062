package nexus.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

/** A real Prometheus and its tool over the delivered application, and what is made for them. */
final class PrometheusIT {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final Path FILES = Csv.sample().getParent().resolveSibling("grafana");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:nexus|jvm|process|DCGM)_\\w+(?=[{\\s)\\[,]|$)");
  private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:\\\\.|[^\"\\\\])*)\"");

  @TempDir static Path folder;
  private static EtcdServer etcd;
  private static Application application;
  private static Prometheus prometheus;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Prometheus.isHere(), "prometheus and promtool are not on the PATH");
    etcd = EtcdServer.launch();
    application =
        Application.start(
                folder.resolve("log"),
                Map.of("ETCD_ENDPOINTS", etcd.endpoint(), "CLUSTER_ID", "prod"))
            .awaitListening();
    assertThat(application.post("/api/v1/csv/upload", "text/csv", capture()).status())
        .isEqualTo(200);
    Await.until("stored", () -> metrics("").contains("result=\"added\"} 15.0"));
    prometheus = Prometheus.start(folder, configuration());
    Await.until("scraped", () -> prometheus.value("sum(nexus_hosts)") == 4);
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (application != null) {
      application.close();
    }
    if (etcd != null) {
      etcd.close();
    }
  }

  /** Values of now, but for one; one that is missing, one that is rejected, and an instance. */
  private static String capture() {
    Instant now = Instant.now();
    StringBuilder csv = new StringBuilder(Csv.LONG);
    for (String metric :
        List.of(
            UTIL,
            "DCGM_FI_DEV_GPU_TEMP",
            "DCGM_FI_DEV_POWER_USAGE",
            "DCGM_FI_DEV_FB_USED",
            "DCGM_FI_DEV_XID_ERRORS",
            "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION")) {
      csv.append(row(now, metric, "0", "a", "97.25", ""));
      csv.append(row(now, metric, "1", "a", "0", ""));
    }
    return csv.append(row(now.minusSeconds(86_400), UTIL, "0", "old", "50", ""))
        .append(row(now, "strange.name-total", "0", "a", "-1.5e-9", ""))
        .append(row(now, UTIL, "0", "a", "12", "GPU_I_ID=\"\"3\"\""))
        .append(row(now, UTIL, "7", "a", "N/A", ""))
        .append(row(now, UTIL, "7", "a", "much", ""))
        .toString();
  }

  private static String row(
      Instant at, String metric, String gpu, String host, String value, String labels) {
    return String.join(
        ",",
        at.toString(),
        metric,
        gpu,
        "nvidia" + gpu,
        "GPU-" + host + gpu,
        "\"H100 \"\"80GB\"\" \\ {é}\"",
        host,
        "",
        "",
        "",
        value,
        "\"" + labels + "\"\n");
  }

  private static String configuration() {
    return """
        global: { scrape_interval: 1s }
        scrape_configs:
          - job_name: nexus
            static_configs: [{ targets: ["127.0.0.1:%1$d"] }]
          - job_name: nexus-stale
            params: { stale: [include], process: [omit] }
            static_configs: [{ targets: ["127.0.0.1:%1$d"] }]
          - job_name: nexus-process
            params: { process: [only] }
            static_configs: [{ targets: ["127.0.0.1:%1$d"] }]
        """
        .formatted(application.port());
  }

  private static String metrics(String query, String... headers) {
    try {
      Asker.Reply reply = application.ask("GET", "/metrics" + query, headers);
      assertThat(reply.status()).isEqualTo(200);
      return new String(reply.body(), StandardCharsets.UTF_8);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static JsonPath json(String path) throws Exception {
    return application.ask("GET", path).json();
  }

  @Test
  void promtoolFindsNoFaultButThatDcgmExportersLabelsAreInCamelCase() {
    List<String> found =
        Prometheus.promtool(metrics("?stale=include"), "check", "metrics").lines().toList();

    assertThat(found.subList(0, found.size() - 1))
        .allMatch(
            line -> line.endsWith("label names should be written in 'snake_case' not 'camelCase'"))
        .allMatch(line -> line.startsWith("DCGM_") || line.startsWith("strange_name_total"));
    assertThat(Prometheus.promtool(metrics("?process=only"), "check", "metrics"))
        .isEqualTo("status 0\n");
  }

  @Test
  void everyScrapeSucceedsInTheFormatThatPrometheusPrefers() {
    Await.until("scraped", () -> prometheus.value("sum(up)") == 3);

    assertThat(metrics("", "Accept", "application/openmetrics-text;version=1.0.0"))
        .endsWith("# EOF\n");
  }

  @Test
  void aGpusValueIsThatOfQueryGpu() throws Exception {
    JsonPath answer = json("/queryGpu?gpu=GPU-a0&metric=" + UTIL);
    List<Number> newest = answer.getList("series[0].points[0]");

    assertThat(
            prometheus.value(
                UTIL
                    + "{job=\"nexus\",gpu=\"0\",UUID=\"GPU-a0\",device=\"nvidia0\",Hostname=\"a\","
                    + "modelName=\"H100 \\\"80GB\\\" \\\\ {é}\",cluster=\"prod\",GPU_I_ID=\"\"}"))
        .isEqualTo(newest.get(1).doubleValue())
        .isEqualTo(97.25);
    assertThat(prometheus.value(UTIL + "{job=\"nexus\",GPU_I_ID=\"3\",gpu=\"0\"}")).isEqualTo(12);
    assertThat(prometheus.query("{job=\"nexus\",__name__=~\"strange.*\"}").getList("data.result"))
        .isEmpty();
  }

  @Test
  void whatIsOldIsCountedAndToldOnlyToWhoAsksForIt() {
    String old = "count(" + UTIL + "{job=\"%s\",Hostname=\"old\"})";

    assertThat(prometheus.value("nexus_gpus{job=\"nexus\",status=\"stale\"}")).isEqualTo(1);
    assertThat(prometheus.value(old.formatted("nexus"))).isNaN();
    assertThat(prometheus.value(old.formatted("nexus-stale"))).isEqualTo(1);
  }

  @Test
  void whatWasIngestedAndStoredIsWhatTheLedgerSays() throws Exception {
    JsonPath ingest = json("/clusterStats");
    for (String result : List.of("accepted", "missing", "rejected")) {
      assertThat(
              prometheus.value(
                  "nexus_ingest_values_total{job=\"nexus\",result=\"" + result + "\"}"))
          .isEqualTo(ingest.getDouble("ingest." + result))
          .isPositive();
    }
    assertThat(prometheus.value("nexus_ingest_rows_total{job=\"nexus\"}")).isEqualTo(17);
    assertThat(prometheus.value("sum(nexus_drain_samples_total{job=\"nexus\"})")).isEqualTo(15);
    assertThat(prometheus.value("nexus_queue_delivery_seconds_count{job=\"nexus\"}")).isPositive();
  }

  @Test
  void everyExpressionOfTheDashboardsIsOneAndAsksForWhatIsTold() throws Exception {
    Set<String> told = told();
    List<String> expressions = new ArrayList<>();
    for (String file : List.of("gpus.json", "pipeline.json")) {
      String dashboard = Files.readString(FILES.resolve(file));
      assertThat(new JsonPath(dashboard).getString("templating.list[0].query"))
          .isEqualTo("prometheus");
      EXPRESSION
          .matcher(dashboard)
          .results()
          .forEach(found -> expressions.add(found.group(1).replace("\\\"", "\"")));
    }

    assertThat(expressions).hasSizeGreaterThan(25);
    for (String expression : expressions) {
      String plain =
          expression
              .replace("$cluster", "prod")
              .replace("$__rate_interval", "1m")
              .replaceAll("\\$(host|gpu|job)", ".*");
      assertThat(plain).doesNotContain("$");
      assertThat(prometheus.query(plain).getString("status")).as(plain).isEqualTo("success");
      assertThat(told).as(plain).containsAll(names(plain));
    }
  }

  @Test
  void theAlertsAndTheConfigurationAreGoodAndTheAlertsAskForWhatIsTold() throws Exception {
    String alerts = Files.readString(FILES.resolve("alerts.yml"));

    assertThat(promtool("check", "config", "prometheus.yml")).endsWith("status 0\n");
    assertThat(promtool("check", "rules", "alerts.yml")).endsWith("status 0\n");
    assertThat(promtool("test", "rules", "alerts-test.yml")).endsWith("status 0\n");
    assertThat(told())
        .containsAll(
            alerts
                .lines()
                .filter(line -> line.contains("expr:"))
                .map(PrometheusIT::names)
                .flatMap(Set::stream)
                .toList());
  }

  private static String promtool(String verb, String what, String file) {
    return Prometheus.promtool("", verb, what, FILES.resolve(file).toString());
  }

  private static Set<String> names(String expression) {
    return NAME.matcher(expression).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  /** Names of all series, with the parts of histograms. */
  private static Set<String> told() {
    return metrics("")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void aDashboardIsImportedAsItIs() throws IOException {
    for (String file : List.of("gpus.json", "pipeline.json")) {
      JsonPath dashboard = new JsonPath(Files.readString(FILES.resolve(file)));
      assertThat(dashboard.getString("uid")).isNotBlank();
      assertThat(dashboard.getString("templating.list[0].type")).isEqualTo("datasource");
      assertThat(dashboard.<String>getList("panels.datasource.uid"))
          .filteredOn(uid -> uid != null)
          .containsOnly("${datasource}");
      assertThat(dashboard.<Integer>getList("panels.id")).doesNotHaveDuplicates();
    }
  }
}
