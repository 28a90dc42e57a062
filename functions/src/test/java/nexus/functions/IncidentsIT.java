package nexus.functions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import nexus.functions.testing.EtcdResource;
import nexus.telemetry.model.Timestamps;
import org.junit.jupiter.api.Test;

/**
 * A made-up fleet of a few hours with planted faults: its capture is uploaded shuffled, in parts
 * and twice, and exactly those incidents are told.
 */
@QuarkusTest
@QuarkusTestResource(value = EtcdResource.class, restrictToAnnotatedClass = true)
final class IncidentsIT {

  private static final String HEADER =
      "timestamp,metric_name,gpu_id,Hostname,UUID,namespace,pod,value\n";
  private static final int MINUTES = 260;
  private static final int HOSTS = 3;
  private static final int GPUS = 2;

  private static final long T0 = Timestamps.parse("2026-01-01T00:00:00Z");

  private static String time(int minute) {
    return Timestamps.format(T0 + minute * 60_000L);
  }

  /** Value of a metric of a GPU; healthy but for what is planted. */
  private static double value(String metric, int host, int gpu, int minute, boolean faults) {
    String at = faults ? host + "/" + gpu : "";
    return switch (metric) {
      case "DCGM_FI_DEV_XID_ERRORS" -> xid(at, minute);
      case "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL" ->
          at.equals("1/0") && minute >= 119 ? minute >= 120 ? 2 : 1 : 0;
      case "DCGM_FI_DEV_ROW_REMAP_FAILURE" -> at.equals("1/0") && minute >= 125 ? 1 : 0;
      case "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS" ->
          at.equals("1/1") && minute >= 55 && minute < 70 ? 0x44 : 4;
      case "DCGM_FI_DEV_PCIE_REPLAY_COUNTER" -> at.equals("2/0") && minute >= 30 ? 12 : 2;
      default -> 70;
    };
  }

  private static double xid(String at, int minute) {
    if (at.equals("0/0")) {
      return minute < 100 ? 0 : 79;
    }
    if (at.equals("0/1")) {
      return (minute >= 20 && minute < 40) || minute >= 50 ? 31 : 0;
    }
    return 0;
  }

  private static List<String> rows(boolean faults) {
    List<String> rows = new ArrayList<>();
    for (String metric :
        List.of(
            "DCGM_FI_DEV_XID_ERRORS",
            "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL",
            "DCGM_FI_DEV_ROW_REMAP_FAILURE",
            "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS",
            "DCGM_FI_DEV_PCIE_REPLAY_COUNTER",
            "DCGM_FI_DEV_GPU_UTIL")) {
      for (int i = 0; i < HOSTS * GPUS * MINUTES; i++) {
        int host = i / (GPUS * MINUTES);
        int gpu = i / MINUTES % GPUS;
        int minute = i % MINUTES;
        // One GPU falls silent for good, while the others go on.
        if (!faults || host != 2 || gpu != 1 || minute < 240) {
          rows.add(
              "%s,%s,%d,n%d,GPU-%d-%d,ml,train-%d,%s\n"
                  .formatted(
                      time(minute),
                      metric,
                      gpu,
                      host,
                      host,
                      gpu,
                      host,
                      value(metric, host, gpu, minute, faults)));
        }
      }
    }
    return rows;
  }

  private static void upload(String cluster, List<String> rows) {
    Response answer =
        given()
            .queryParam("cluster", cluster)
            .contentType("text/csv")
            .body(HEADER + String.join("", rows))
            .post("/api/v1/csv/upload");
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    assertThat(answer.jsonPath().getInt("rejected")).isZero();
  }

  private static void drain(String cluster) {
    Response answer =
        given()
            .contentType("application/json")
            .body("{\"cluster\":\"" + cluster + "\"}")
            .post("/drainQueueBatch");
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
  }

  private static JsonPath ask(String query) {
    Response answer = given().urlEncodingEnabled(false).get("/api/v1/incidents?" + query);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    return answer.jsonPath();
  }

  private static List<String> told(JsonPath page) {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < page.getList("data").size(); i++) {
      String at = "data[" + i + "].";
      told.add(
          String.join(
              " ",
              page.getString(at + "kind"),
              String.valueOf(page.getString(at + "xid")),
              page.getString(at + "host") + "/" + page.getString(at + "gpu"),
              page.getString(at + "pod"),
              page.getString(at + "since"),
              String.valueOf(page.getString(at + "until")),
              page.getString(at + "count"),
              page.getString(at + "severity")));
    }
    return told;
  }

  private static final List<String> PLANTED =
      List.of(
          "missing_gpu null n2/1 null " + time(239) + " null 1 critical",
          "row_remap_failed null n1/0 train-1 " + time(125) + " null 1 critical",
          "ecc_double_bit null n1/0 train-1 " + time(119) + " null 2 critical",
          "xid 79 n0/0 train-0 " + time(100) + " null 1 critical",
          "thermal_throttle null n1/1 train-1 " + time(55) + " " + time(70) + " 1 warning",
          "pcie_replay null n2/0 train-2 " + time(30) + " " + time(30) + " 1 warning",
          "xid 31 n0/1 train-0 " + time(20) + " " + time(110) + " 2 warning");

  /** Uploads the rows in parts of some order; drains now and then. */
  private static void uploadShuffled(String cluster, List<String> rows, Random random) {
    List<List<String>> parts = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      parts.add(new ArrayList<>());
    }
    List<String> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, random);
    shuffled.forEach(row -> parts.get(random.nextInt(parts.size())).add(row));
    for (List<String> part : parts) {
      upload(cluster, part);
      if (random.nextBoolean()) {
        drain(cluster);
      }
    }
    drain(cluster);
  }

  @Test
  void plantedFaultsAreExactlyTheIncidentsAlsoShuffledAndTwice() {
    List<String> rows = rows(true);
    upload("in-order", rows);
    drain("in-order");
    assertThat(told(ask("cluster=in-order"))).containsExactlyElementsOf(PLANTED);

    uploadShuffled("shuffled", rows, new Random(1));
    JsonPath once = ask("cluster=shuffled");
    assertThat(told(once)).containsExactlyElementsOf(PLANTED);

    uploadShuffled("shuffled", rows, new Random(2));
    JsonPath twice = ask("cluster=shuffled");
    assertThat(told(twice)).containsExactlyElementsOf(PLANTED);
    assertThat(twice.getList("data.id")).isEqualTo(once.getList("data.id"));
    assertFilters();
    assertMetrics();
  }

  private static void assertFilters() {
    String in = "cluster=in-order&";
    assertThat(told(ask(in + "open=true"))).containsExactlyElementsOf(PLANTED.subList(0, 4));
    assertThat(told(ask(in + "open=false"))).containsExactlyElementsOf(PLANTED.subList(4, 7));
    assertThat(told(ask(in + "kind=xid&host=n0&gpu=1"))).containsExactly(PLANTED.get(6));
    assertThat(told(ask(in + "severity=warning&from=" + time(60))))
        .containsExactly(PLANTED.get(4), PLANTED.get(6));
    assertThat(told(ask(in + "to=" + time(31)))).containsExactlyElementsOf(PLANTED.subList(5, 7));
    List<String> paged = new ArrayList<>();
    String cursor = "";
    do {
      JsonPath page = ask(in + "limit=2" + cursor);
      assertThat(page.getInt("total")).isEqualTo(PLANTED.size());
      paged.addAll(told(page));
      String next = page.getString("cursor");
      cursor = next == null ? null : "&cursor=" + next;
    } while (cursor != null);
    assertThat(paged).containsExactlyElementsOf(PLANTED);
  }

  private static void assertMetrics() {
    String metrics = given().get("/metrics?cluster=in-order&process=omit").asString();
    assertThat(metrics)
        .contains(
            "nexus_incidents_open{cluster=\"in-order\",kind=\"xid\",severity=\"critical\"} 1.0")
        .contains(
            "nexus_incidents_open{cluster=\"in-order\",kind=\"xid\",severity=\"warning\"} 0.0")
        .contains(
            "nexus_incidents_total{cluster=\"in-order\",kind=\"xid\",severity=\"warning\"} 1.0");
  }

  @Test
  void ofACleanCaptureThereIsNone() {
    upload("clean", rows(false));
    drain("clean");

    assertThat(told(ask("cluster=clean"))).isEmpty();
    assertThat(given().get("/metrics?cluster=clean&process=omit").asString())
        .doesNotContain("nexus_incidents_open{");
  }
}
