package nexus.functions.promql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import nexus.functions.testing.Application;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Await;
import nexus.functions.testing.Csv;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is asked of Prometheus's paths at the limits of what can be asked, and beyond them: in a
 * process with a small heap, of which it must take no more than its share.
 */
final class PromqlLimitsIT {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final int AT_ONCE = 12;

  @TempDir static Path folder;
  private static EtcdServer etcd;
  private static Application application;

  @BeforeAll
  static void start() throws Exception {
    etcd = EtcdServer.launch();
    application =
        Application.start(
                folder.resolve("log"),
                Map.of("ETCD_ENDPOINTS", etcd.endpoint(), "CLUSTER_ID", "limits"))
            .awaitListening();
    String csv =
        Csv.LONG + "2025-07-01T00:00:00Z," + UTIL + ",0,nvidia0,GPU-a,H100,a,,,,97.25,\"\"\n";
    assertThat(application.post("/api/v1/csv/upload", "text/csv", csv).status()).isEqualTo(200);
    Await.until("stored", PromqlLimitsIT::isStored);
  }

  private static boolean isStored() {
    try {
      return "0".equals(application.ask("GET", "/clusterStats").json().getString("queue.messages"));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
    if (etcd != null) {
      etcd.close();
    }
  }

  private static Asker.Reply query(String expression) {
    try {
      return application.send(
          "POST",
          "/api/v1/query",
          "time=2025-07-01T00:00:10Z&query=" + URLEncoder.encode(expression, UTF_8),
          "Content-Type",
          FORM);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void isBadData(Asker.Reply reply, String why) {
    assertThat(reply.json().getString("error")).contains(why);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().getMap("$")).containsOnlyKeys("status", "errorType", "error");
    assertThat(reply.json().getString("errorType")).isEqualTo("bad_data");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "(.{0,1000}){0,1000}",
        "DEEP",
        "(?:abcdefghijklmnopqrstuvwxyz){999}"
      })
  void aRegularExpressionThatIsTooLargeIsRefusedWhereverItStands(String text) throws Exception {
    String regex = text.equals("DEEP") ? "(".repeat(900) + ")".repeat(900) : text;
    String large = "the regular expression is too large";
    String selector = "{Hostname=~\"" + regex + "\"}";
    String encoded = URLEncoder.encode(selector, UTF_8);

    isBadData(query(selector), large);
    isBadData(query("label_replace(" + UTIL + ",\"x\",\"$1\",\"gpu\",\"" + regex + "\")"), large);
    for (String path :
        List.of(
            "/api/v1/series?match[]=" + encoded,
            "/api/v1/labels?match[]=" + encoded,
            "/api/v1/label/cluster/values?match[]=" + encoded,
            "/api/v1/label/gpu/values?match[]=" + encoded,
            "/api/v1/query_range?start=0&end=1&step=1&query=" + encoded)) {
      isBadData(application.ask("GET", path), large);
    }
  }

  @Test
  void aDozenOfTheLargestAtOnceHarmNobody() throws Exception {
    List<String> largest =
        List.of(
            "{Hostname=~\".*(?:%s){199}.*\",UUID=~\"(?:%s){199}x*\"}"
                .formatted("b".repeat(49), "c".repeat(49)),
            UTIL + "{Hostname=~\"(a?){600}(b?){600}\"}",
            "label_replace(%s,\"x\",\"$1\",\"gpu\",\"((0|1)?){300}\")".formatted(UTIL),
            "{Hostname=~\"((a{1000}){1000}){1000}\"}");
    List<CompletableFuture<Asker.Reply>> asked = new ArrayList<>();
    IntStream.range(0, AT_ONCE)
        .forEach(i -> asked.add(CompletableFuture.supplyAsync(() -> query(largest.get(i % 4)))));

    for (int i = 0; i < AT_ONCE; i++) {
      Asker.Reply reply = asked.get(i).get(60, TimeUnit.SECONDS);
      assertThat(reply.status()).as(largest.get(i % 4)).isEqualTo(i % 4 == 3 ? 400 : 200);
    }
    assertThat(application.ask("GET", "/health").status()).isEqualTo(200);
    assertThat(application.log()).doesNotContain("OutOfMemoryError", "StackOverflowError");
  }

  @Test
  void labelsThatDoubleWithEachCallEnd() {
    String doubling = UTIL;
    for (int i = 0; i < 40; i++) {
      doubling = "label_replace(" + doubling + ",\"gpu\",\"$1$1\",\"gpu\",\"(.*)\")";
    }

    Asker.Reply reply = query(doubling);
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.json().getString("error")).contains("characters at most");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "end=0",
        "end=1",
        "end=-1",
        "end=1.5",
        "end=86399",
        "end=86400",
        "end=-99999999999",
        "end=1969-12-31T23:59:59Z",
        "end=0000-01-01T00:00:00Z",
        "start=0&end=0",
        "start=-1e11&end=-1e10",
        "start=99999999999",
        "start=9999-12-31T23:59:59Z",
        "start=0000-01-01T00:00:00Z&end=0001-01-01T00:00:00Z",
        "start=-292273086-05-16T16:47:06Z&end=1970-01-01T00:00:00Z"
      })
  void atTimesThatHaveNothingThereIsNothing(String times) throws Exception {
    for (String path : List.of("labels?", "label/gpu/values?", "series?match[]=" + UTIL + "&")) {
      Asker.Reply reply = application.ask("GET", "/api/v1/" + path + times);

      assertThat(reply.status()).as(path + times).isEqualTo(200);
      assertThat(reply.json().getList("data")).as(path + times).isEmpty();
    }
  }

  @Test
  void theFirstAndTheLastOfAllTimesAreTaken() throws Exception {
    Asker.Reply reply =
        application.ask(
            "GET",
            "/api/v1/label/gpu/values?start=-292273086-05-16T16:47:06Z"
                + "&end=292277025-08-18T07:12:54.999999999Z");

    assertThat(reply.json().<String>getList("data")).containsExactly("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "time=-99999999999",
        "time=99999999999",
        "time=0000-01-01T00:00:00Z",
        "time=9999-12-31T23:59:59.999Z",
        "time=0",
        "time=-0.001",
        "time=9999999999.999"
      })
  void aTimeAtItsLimitsIsOne(String time) throws Exception {
    for (String expression :
        List.of(
            UTIL,
            "rate(" + UTIL + "[1h])",
            UTIL + "%20offset%20292y",
            UTIL + "%20offset%20-292y",
            "max_over_time(" + UTIL + "[292y])",
            "max_over_time(" + UTIL + "[292y:1y]%20@%209e15)",
            UTIL + "%20@%20-8999999999999999")) {
      Asker.Reply reply = application.ask("GET", "/api/v1/query?" + time + "&query=" + expression);

      assertThat(reply.status()).as(time + " " + expression).isIn(200, 400);
      assertThat(reply.json().getString("errorType")).isIn(null, "bad_data");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "query_range?query=1&start=-292275055-05-16T16:47:04.192Z&end=1751328300&step=15s, start",
    "query_range?query=1&start=0&end=%2B292278994-08-17T07:12:55.807Z&step=15s, end",
    "query_range?query=1&start=-1e300&end=1&step=1, start",
    "query_range?query=1&start=0&end=Inf&step=1, end",
    "query_range?query=1&start=0&end=1&step=NaN, step",
    "query_range?query=1&start=0&end=1&step=1e300, step",
    "query?query=1&time=NaN, time",
    "query?query=1&time=-10000-01-01T00:00:00Z, time",
    "query?query=1&timeout=1e300, timeout",
    "labels?end=1e12, end",
    "labels?start=yesterday, start",
    "series?match[]=a&end=10000-01-01T00:00:00Z, end"
  })
  void whatIsNoTimeOrBeyondAllIsBad(String request, String parameter) throws Exception {
    isBadData(
        application.ask("GET", "/api/v1/" + request),
        "invalid parameter \"" + parameter + "\": cannot parse");
  }

  @Test
  void whatHasOneValueIsRefusedWithTwo() throws Exception {
    String all = "query=1&time=1&start=1&end=1&step=1&timeout=1s&limit=1&cluster=limits";
    for (String name : "query time start end step timeout limit cluster".split(" ", -1)) {
      String twice = all + "&" + name + "=" + (name.equals("cluster") ? "limits" : "1");
      String why = "invalid parameter \"" + name + "\": it is given more than once";

      for (String path : List.of("/api/v1/query", "/api/v1/query_range", "/api/v1/labels")) {
        isBadData(application.ask("GET", path + "?" + twice), why);
        isBadData(application.send("POST", path, twice, "Content-Type", FORM), why);
        isBadData(
            application.send("POST", path + "?" + name + "=1", all, "Content-Type", FORM), why);
      }
    }
    assertThat(
            application
                .ask("GET", "/api/v1/series?match[]=" + UTIL + "&match[]=other")
                .json()
                .getList("data"))
        .hasSize(1);
  }

  @Test
  void whoseTimeIsUpIsToldWhenToAskAgain() throws Exception {
    Asker.Reply reply = application.ask("GET", "/api/v1/query?timeout=0.0&query=" + UTIL);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().getString("errorType")).isEqualTo("timeout");
    assertThat(reply.headers()).containsEntry("Retry-After", "1");
  }
}
