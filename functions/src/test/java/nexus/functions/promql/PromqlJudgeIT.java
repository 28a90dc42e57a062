package nexus.functions.promql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import nexus.functions.promql.JudgedQueries.Asked;
import nexus.functions.testing.Application;
import nexus.functions.testing.Await;
import nexus.functions.testing.Csv;
import nexus.functions.testing.Prometheus;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prometheus is the judge: the same samples there and here, the same requests, the same answers.
 * Every request and what became of it stands in {@code target/promql-judged.txt}.
 */
final class PromqlJudgeIT {

  /** Expressions that are made up, each asked at a time and over a range. */
  private static final int MADE_UP = 150;

  private static final Path TOLD = Path.of("target/promql-judged.txt");
  private static final Path DASHBOARDS = Csv.sample().getParent().resolveSibling("grafana");
  private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:\\\\.|[^\"\\\\])*)\"");

  /** A variable's query, of a selector and a label. */
  private static final Pattern VARIABLE =
      Pattern.compile("\"definition\": \"label_values\\((.*), (\\w+)\\)\"");

  private static final Pattern NAMED_BY_LABEL =
      Pattern.compile("\\{__name__=\"([a-zA-Z_:][a-zA-Z0-9_:]*)\"\\}");

  @TempDir static Path folder;
  private static EtcdServer etcd;
  private static Application application;
  private static Prometheus prometheus;

  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Prometheus.isHere(), "prometheus and promtool are not on the PATH");
    JudgedData data = new JudgedData();
    Path samples = Files.writeString(folder.resolve("samples.om"), data.openMetrics());
    String blocks = folder.resolve("data").toString();
    String made =
        Prometheus.promtool(
            "", "tsdb", "create-blocks-from", "openmetrics", samples.toString(), blocks);
    assertThat(made).endsWith("status 0\n");
    prometheus = Prometheus.start(folder, "global: {}\n");
    etcd = EtcdServer.launch();
    application =
        Application.start(
                folder.resolve("log"),
                Map.of("ETCD_ENDPOINTS", etcd.endpoint(), "CLUSTER_ID", "judged"))
            .awaitListening();
    assertThat(application.post("/api/v1/csv/upload", "text/csv", data.csv()).status())
        .isEqualTo(200);
    Await.until("stored", PromqlJudgeIT::isStored);
  }

  private static boolean isStored() {
    try {
      String queue = application.ask("GET", "/clusterStats").json().getString("queue.messages");
      return "0".equals(queue);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
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

  @Test
  void everyAnswerIsThatOfPrometheus() throws Exception {
    List<String> told = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Asked asked : JudgedQueries.of(picked(), MADE_UP)) {
      String path =
          "/api/v1/%s?query=%s&%s"
              .formatted(asked.path(), URLEncoder.encode(asked.expression(), UTF_8), asked.when());
      JsonNode theirs = json.readTree(prometheus.ask(path));
      Optional<String> difference = Judgement.difference(ours(path), theirs);
      told.add((difference.isEmpty() ? "same   " : "OTHER  ") + asked);
      difference.ifPresent(how -> others.add(asked + "\n    " + how));
    }
    Files.write(TOLD, told);
    System.out.printf(
        "PromQL judged by Prometheus: %d requests, %d answers the same; %s%n",
        told.size(), told.size() - others.size(), TOLD);

    assertThat(others).isEmpty();
    assertThat(told).hasSizeGreaterThan(900);
  }

  @Test
  void everyExpressionIsFormattedAsByPrometheus() throws Exception {
    List<String> others = new ArrayList<>();
    Set<String> expressions = new LinkedHashSet<>(dashboards());
    JudgedQueries.of(picked(), 4 * MADE_UP).forEach(asked -> expressions.add(asked.expression()));
    for (String expression : expressions) {
      String path = "/api/v1/format_query?query=" + URLEncoder.encode(expression, UTF_8);
      JsonNode theirs = json.readTree(prometheus.ask(path));
      JsonNode ours = ours(path);
      // A metric that is named by its label alone is named plainly here: it is the same selector.
      String expected =
          NAMED_BY_LABEL.matcher(theirs.path("data").asText()).replaceAll(found -> found.group(1));
      if (!ours.path("status").equals(theirs.path("status"))
          || !ours.path("data").asText().equals(expected)) {
        others.add(expression + "\n    theirs " + theirs + "\n    ours   " + ours);
      }
    }
    System.out.printf(
        "PromQL formatted as by Prometheus: %d of %d expressions%n",
        expressions.size() - others.size(), expressions.size());

    assertThat(others).isEmpty();
    assertThat(expressions).hasSizeGreaterThan(900);
  }

  private static List<String> picked() throws IOException {
    try (InputStream file = PromqlJudgeIT.class.getResourceAsStream("/promql/queries.txt")) {
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("# "))
          .toList();
    }
  }

  private JsonNode ours(String path) throws Exception {
    return json.readTree(application.ask("GET", path).body());
  }

  @Test
  void whatThereIsIsThatOfPrometheusToo() throws Exception {
    String times = "start=" + JudgedData.START_MS / 1000.0 + "&end=" + JudgedData.END_MS / 1000;
    for (String path :
        List.of(
            "/api/v1/labels?" + times,
            "/api/v1/labels?match[]=DCGM_FI_DEV_GPU_TEMP&" + times,
            "/api/v1/label/Hostname/values?" + times,
            "/api/v1/label/__name__/values?" + times,
            "/api/v1/label/cluster/values?" + times,
            "/api/v1/label/pod/values?match[]=%7Bgpu=%220%22%7D&" + times,
            "/api/v1/label/nothing/values?" + times,
            "/api/v1/label/0bad/values",
            "/api/v1/series",
            "/api/v1/series?match[]=%7B")) {
      JsonNode theirs = json.readTree(prometheus.ask(path));
      assertThat(ours(path).path("data")).as(path).isEqualTo(theirs.path("data"));
      assertThat(ours(path).path("errorType")).as(path).isEqualTo(theirs.path("errorType"));
    }
    String series = "/api/v1/series?match[]=%7Bgpu=%220%22%7D&" + times;
    assertThat(ours(series).path("data"))
        .containsExactlyInAnyOrderElementsOf(json.readTree(prometheus.ask(series)).path("data"));
  }

  /** What a dashboard asks: expressions, their variables filled in. */
  private static List<String> asked(String file) throws IOException {
    return EXPRESSION
        .matcher(dashboard(file))
        .results()
        .map(found -> filledIn(found.group(1)))
        .toList();
  }

  private static String dashboard(String file) throws IOException {
    return Files.readString(DASHBOARDS.resolve(file));
  }

  private static String filledIn(String expression) {
    return expression
        .replace("\\\"", "\"")
        .replace("$cluster", "judged")
        .replace("$__rate_interval", "1m")
        .replaceAll("\\$(host|gpu|job)", ".*");
  }

  private static List<String> dashboards() throws IOException {
    List<String> expressions = new ArrayList<>(asked("gpus.json"));
    expressions.addAll(asked("pipeline.json"));
    assertThat(expressions).hasSizeGreaterThan(25);
    return expressions;
  }

  @Test
  void everyExpressionOfTheDashboardsIsAnswered() throws Exception {
    for (String plain : dashboards()) {
      String asked =
          "query=" + URLEncoder.encode(plain, UTF_8) + "&time=" + JudgedData.END_MS / 1000;
      boolean histogram = plain.contains("histogram_quantile");
      JsonNode answer = ours("/api/v1/query?" + asked);
      assertThat(answer.path("status").asText())
          .as(plain + " " + answer)
          .isEqualTo(histogram ? "error" : "success");
    }
  }

  /** Of GPUs no other source is needed, so each panel has something to draw. */
  @Test
  void everyPanelOfTheGpusIsDrawnFromWhatIsStored() throws Exception {
    long endSeconds = JudgedData.END_MS / 1000;
    String times = "&start=" + (endSeconds - 3_600) + "&end=" + endSeconds;
    List<String> expressions = asked("gpus.json");
    assertThat(expressions).hasSizeGreaterThan(12);
    for (String plain : expressions) {
      String asked = "query=" + URLEncoder.encode(plain, UTF_8) + times + "&step=60";
      JsonNode answer = ours("/api/v1/query_range?" + asked);
      assertThat(answer.path("data").path("result")).as(plain).isNotEmpty();
    }
    List<MatchResult> variables = VARIABLE.matcher(dashboard("gpus.json")).results().toList();
    assertThat(variables).hasSize(3);
    for (MatchResult variable : variables) {
      String selector = URLEncoder.encode(filledIn(variable.group(1)), UTF_8);
      String path = "/api/v1/label/" + variable.group(2) + "/values?match[]=" + selector + times;
      JsonNode values = ours(path).path("data");
      assertThat(values).as(path).isNotEmpty();
      assertThat(values).isEqualTo(json.readTree(prometheus.ask(path)).path("data"));
    }
  }

  @Test
  void aFormIsAnsweredAsAQueryIs() throws Exception {
    String query = "query=sum(DCGM_FI_DEV_POWER_USAGE)&time=" + JudgedData.END_MS / 1000;
    JsonNode form =
        json.readTree(
            application.post("/api/v1/query", "application/x-www-form-urlencoded", query).body());

    assertThat(form.path("data").path("result")).hasSize(1);
    assertThat(form).isEqualTo(ours("/api/v1/query?" + query));
  }
}
