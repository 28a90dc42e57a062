package nexus.functions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import nexus.functions.testing.Csv;
import nexus.functions.testing.EtcdResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered of GPUs that move, are swapped, shared and gone, from the upload on. */
@QuarkusTest
@QuarkusTestResource(value = EtcdResource.class, restrictToAnnotatedClass = true)
final class FleetAnswersIT {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final String ALL = "2026-01-01T00:00:00Z";
  private static final String END = "2026-01-02T00:00:00Z";

  /** A row of the long format: seconds, then what is said. */
  private static String row(
      int second, String metric, String place, String uuid, String pod, Object value, String more) {
    int slash = place.indexOf('/');
    String host = place.substring(0, slash);
    String index = place.substring(slash + 1);
    return "2026-01-01T00:%02d:%02dZ,%s,%s,nvidia%s,%s,H100,%s,%s,%s,%s,%s,%s%n"
        .formatted(
            second / 60,
            second % 60,
            metric,
            index,
            index,
            uuid,
            host,
            pod.isEmpty() ? "" : "main",
            pod,
            pod.isEmpty() ? "" : "team-" + pod.charAt(0),
            value,
            more.isEmpty() ? "" : '"' + more.replace("\"", "\"\"") + '"');
  }

  private static JsonPath store(String cluster, List<String> rows) {
    JsonPath answer =
        given()
            .queryParam("cluster", cluster)
            .contentType("text/csv")
            .body(Csv.LONG + String.join("", rows))
            .when()
            .post("/api/v1/csv/upload")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    given()
        .contentType("application/json")
        .body(Map.of("cluster", cluster))
        .when()
        .post("/drainQueueBatch")
        .then()
        .statusCode(200);
    long stored = answer.getLong("stored");
    assertThat(answer.getLong("accepted"))
        .isEqualTo(stored + answer.getLong("repeated") + answer.getLong("replaced"));
    return answer;
  }

  private static JsonPath ask(String path, String... parameters) {
    var request = given();
    for (int i = 0; i < parameters.length; i += 2) {
      request.queryParam(parameters[i], parameters[i + 1]);
    }
    return request.when().get(path).then().statusCode(200).extract().jsonPath();
  }

  private static List<Float> values(String cluster, String gpu, String... more) {
    List<String> parameters = new ArrayList<>();
    Collections.addAll(parameters, "cluster", cluster, "gpu", gpu, "from", ALL, "to", END);
    Collections.addAll(parameters, more);
    JsonPath answer = ask("/queryGpu", parameters.toArray(String[]::new));
    return answer.getList("series.points.flatten()").stream()
        .map(number -> ((Number) number).floatValue())
        .filter(number -> number < 1e6)
        .toList();
  }

  private static String export(String cluster, String id, String... more) {
    var request =
        given()
            .queryParam("cluster", cluster)
            .queryParam("start_time", ALL)
            .queryParam("end_time", END)
            .queryParam("format", "csv");
    for (int i = 0; i < more.length; i += 2) {
      request.queryParam(more[i], more[i + 1]);
    }
    return request
        .when()
        .get("/api/v1/gpus/" + id + "/telemetry")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** Two GPUs change their slots, and one of them goes on to another host. */
  private static List<String> swapped() {
    List<String> rows = new ArrayList<>();
    for (int second = 0; second < 30; second++) {
      boolean before = second < 10;
      String first = before ? "s/0" : second < 20 ? "s/1" : "t/0";
      rows.add(row(second, UTIL, first, "GPU-a", "", second, ""));
      rows.add(row(second, UTIL, before ? "s/1" : "s/0", "GPU-b", "", 50 + second, ""));
    }
    return rows;
  }

  private static List<Float> from(int first, int to) {
    List<Float> all = new ArrayList<>();
    for (int i = first; i < to; i++) {
      all.add((float) i);
    }
    return all;
  }

  private static List<Float> joined(List<Float> first, List<Float> second) {
    List<Float> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"as they come", "newest first", "any order", "an upload each"})
  void aGpuIsItsUuidWhereverItIsAndASlotIsWhoeverIsInIt(String order) {
    String cluster = "swapped-" + order.replace(' ', '-');
    List<String> rows = swapped();
    switch (order) {
      case "newest first" -> Collections.reverse(rows);
      case "any order" -> Collections.shuffle(rows, new Random(14));
      default -> {}
    }
    if (order.equals("an upload each")) {
      for (int i = 0; i < rows.size(); i += 10) {
        store(cluster, rows.subList(i, i + 10));
      }
    } else {
      assertThat(store(cluster, rows).getLong("stored")).isEqualTo(60);
    }

    assertThat(values(cluster, "GPU-a")).isEqualTo(from(0, 30));
    assertThat(values(cluster, "GPU-b")).isEqualTo(from(50, 80));
    assertThat(values(cluster, "s/0")).isEqualTo(joined(from(0, 10), from(60, 80)));
    assertThat(values(cluster, "s/1")).isEqualTo(joined(from(50, 60), from(10, 20)));
    assertThat(values(cluster, "t/0")).isEqualTo(from(20, 30));
    assertThat(export(cluster, "GPU-a").lines().skip(1))
        .hasSize(30)
        .allMatch(line -> line.contains(",GPU-a,"))
        .anyMatch(line -> line.contains(",1,nvidia1,GPU-a,H100,s,"));
    assertThat(export(cluster, "s:0").lines().filter(line -> line.contains("GPU-a"))).hasSize(10);
    JsonPath stats = ask("/clusterStats", "cluster", cluster);
    assertThat(stats.getInt("gpus")).isEqualTo(2);
    assertThat(stats.getInt("movedGpus")).isEqualTo(1);
    JsonPath moved = ask("/api/v1/gpus", "cluster", cluster, "status", "moved");
    assertThat(moved.getList("data.id")).containsExactly("s:1");
    assertThat(moved.getList("data.movedTo")).containsExactly("t/0");
    assertThat(ask("/api/v1/gpus", "cluster", cluster).getList("data.hostname"))
        .containsExactlyInAnyOrder("s", "t");
  }

  @Test
  void aGpuThatIsGoneFromItsSlotIsStillAnswered() {
    store("gone", List.of(row(0, UTIL, "g/0", "GPU-old", "", 7, "")));
    store("gone", List.of(row(30, UTIL, "g/0", "GPU-new", "", 8, "")));

    assertThat(values("gone", "GPU-old")).containsExactly(7f);
    assertThat(values("gone", "GPU-new")).containsExactly(8f);
    assertThat(ask("/queryGpu", "cluster", "gone", "gpu", "GPU-old").getList("series")).isEmpty();
    assertThat(ask("/queryGpu", "cluster", "gone", "gpu", "g/0").getString("uuid"))
        .isEqualTo("GPU-new");
  }

  @Test
  void labelsThatDistinguishMakeSeriesAndPodsDoNot() {
    List<String> rows = new ArrayList<>();
    for (int second = 0; second < 20; second += 10) {
      for (int xid : new int[] {13, 48, 94}) {
        String labels = "DCGM_FI_DRIVER_VERSION=\"550\",xid=\"" + xid + "\"";
        rows.add(row(second, "DCGM_EXP_XID_ERRORS_COUNT", "x/0", "GPU-x", "", xid, labels));
      }
      for (String pod : List.of("red-1", "blue-1")) {
        rows.add(row(second, UTIL, "x/0", "GPU-x", pod, 66, ""));
        rows.add(row(second, "sm_util_per_pod", "x/0", "GPU-x", pod, pod.length(), ""));
      }
    }
    JsonPath answer = store("labels", rows);

    assertThat(answer.getLong("accepted")).isEqualTo(14);
    assertThat(answer.getLong("stored")).isEqualTo(12);
    assertThat(answer.getLong("repeated")).isEqualTo(2);
    JsonPath all = ask("/queryGpu", "cluster", "labels", "gpu", "x/0", "from", ALL, "to", END);
    assertThat(all.getList("series")).hasSize(6);
    assertThat(all.getList("series.findAll { it.labels }.labels"))
        .containsExactly(
            Map.of("xid", "13"),
            Map.of("xid", "48"),
            Map.of("xid", "94"),
            Map.of("namespace", "team-b", "pod", "blue-1"),
            Map.of("namespace", "team-r", "pod", "red-1"));
    assertThat(values("labels", "x/0", "metric", "DCGM_EXP_XID_ERRORS_COUNT{xid=\"48\"}"))
        .containsExactly(48f, 48f);
    assertThat(values("labels", "x/0", "metric", "DCGM_EXP_XID_ERRORS_COUNT")).hasSize(6);
    assertThat(values("labels", "x/0", "namespace", "team-r")).containsExactly(5f, 5f);
    String exported = export("labels", "x:0");
    store("labels-again", exported.lines().skip(1).map(line -> line + "\n").toList());
    assertThat(export("labels-again", "x:0")).isEqualTo(exported);
  }

  @Test
  void everyRowOfAnExportHasThePodOfItsTime() {
    List<String> rows = new ArrayList<>();
    for (int second = 0; second < 40; second++) {
      String pod = second < 10 ? "red-1" : second < 20 ? "" : second < 30 ? "blue-1" : "";
      rows.add(row(second, UTIL, "p/0", "GPU-p", pod, second, ""));
    }
    String written = Csv.LONG + String.join("", rows);
    List<String> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(34));
    store("pods", shuffled.subList(0, 25));
    store("pods", shuffled.subList(25, 40));

    assertThat(export("pods", "p:0").replace("\r", "")).isEqualTo(written);
    assertThat(values("pods", "p/0", "namespace", "team-r")).isEqualTo(from(0, 10));
    assertThat(values("pods", "GPU-p", "pod", "blue-1")).isEqualTo(from(20, 30));
    assertThat(export("pods", "p:0", "namespace", "team-b").lines().skip(1)).hasSize(10);
    assertThat(values("pods", "p/0", "namespace", "nobody")).isEmpty();
  }

  @Test
  void figuresAreOfGpusThatAreThere() {
    List<String> rows = new ArrayList<>();
    rows.add(row(0, UTIL, "there-not/0", "GPU-1", "", 0, ""));
    rows.add(row(3500, UTIL, "there/0", "GPU-2", "", 90, ""));
    rows.add(row(3500, "DCGM_FI_DEV_GPU_TEMP", "there/0", "GPU-2", "", 2147483632L, ""));
    rows.add(row(3500, "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS", "there/0", "GPU-2", "", 4, ""));
    JsonPath answer = store("there", rows);

    assertThat(answer.getLong("missing")).isEqualTo(1);
    JsonPath stats = ask("/clusterStats", "cluster", "there");
    assertThat(stats.getInt("staleGpus")).isEqualTo(1);
    assertThat(stats.getInt("activeGpus")).isEqualTo(1);
    assertThat(stats.getInt("idleGpus")).isZero();
    assertThat(stats.getMap("metrics")).containsOnlyKeys(UTIL);
    assertThat(stats.getFloat("metrics." + UTIL + ".avg")).isEqualTo(90f);
    assertThat(ask("/api/v1/gpus", "cluster", "there", "status", "stale").getList("data.hostname"))
        .containsExactly("there-not");
  }
}
