package nexus.functions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig;
import io.restassured.specification.RequestSpecification;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.functions.testing.Csv;
import nexus.functions.testing.EtcdResource;
import org.junit.jupiter.api.Test;

/** The whole flow over HTTP, on the project's sample: what goes in comes out, every point of it. */
@QuarkusTest
@QuarkusTestResource(value = EtcdResource.class, restrictToAnnotatedClass = true)
final class FlowIT {

  private static final String SAMPLE = Csv.text(Csv.sample());
  private static final long ROWS = SAMPLE.lines().count() - 1;

  private static final JsonPathConfig DOUBLES =
      new JsonPathConfig(JsonPathConfig.NumberReturnType.DOUBLE);

  private static JsonPath upload(String cluster, String csv) {
    return post(
        given().queryParam("cluster", cluster).contentType("text/csv").body(csv),
        "/api/v1/csv/upload");
  }

  private static JsonPath drain(String cluster) {
    return post(given().body("{\"cluster\":\"" + cluster + "\"}"), "/drainQueueBatch");
  }

  private static JsonPath post(RequestSpecification request, String path) {
    return request.when().post(path).then().statusCode(200).extract().jsonPath(DOUBLES);
  }

  private static JsonPath get(String path, Map<String, ?> parameters) {
    return given()
        .queryParams(parameters)
        .when()
        .get(path)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath(DOUBLES);
  }

  /** Every point of a GPU, as queryGpu tells it. */
  private static SortedMap<String, SortedMap<Long, Double>> query(String cluster, String gpu) {
    JsonPath answer =
        get("/queryGpu", Map.of("cluster", cluster, "gpu", gpu, "from", "0", "limit", "100000"));
    assertThat(answer.getString("cursor")).isNull();
    SortedMap<String, SortedMap<Long, Double>> points = new TreeMap<>();
    List<Map<String, Object>> series = answer.getList("series");
    for (Map<String, Object> one : series) {
      points.put((String) one.get("metric"), points((Collection<?>) one.get("points")));
    }
    return points;
  }

  private static SortedMap<Long, Double> points(Collection<?> pairs) {
    SortedMap<Long, Double> points = new TreeMap<>();
    for (Object pair : pairs) {
      List<?> point = (List<?>) pair;
      points.put(((Number) point.get(0)).longValue(), ((Number) point.get(1)).doubleValue());
    }
    assertThat(points).hasSize(pairs.size());
    return points;
  }

  private static Map<String, SortedMap<String, SortedMap<Long, Double>>> stored(
      String cluster, Collection<String> gpus) {
    Map<String, SortedMap<String, SortedMap<Long, Double>>> stored = new HashMap<>();
    gpus.forEach(gpu -> stored.put(gpu, query(cluster, gpu)));
    return stored;
  }

  @Test
  void everyPointOfTheSampleComesOutAsItWentIn() {
    var expected = Csv.points(SAMPLE);

    JsonPath upload = upload("whole", SAMPLE);
    assertThat(upload.getLong("rows")).isEqualTo(ROWS);
    assertThat(upload.getLong("accepted")).isEqualTo(ROWS);
    assertThat(upload.getLong("rejected") + upload.getLong("missing")).isZero();
    assertThat(upload.getInt("chunks")).isEqualTo(1);
    assertThat(upload.getBoolean("alreadyIngested")).isFalse();

    JsonPath drain = drain("whole");
    assertThat(drain.getLong("messages")).isEqualTo(upload.getLong("messages"));
    assertThat(drain.getLong("samples")).isEqualTo(ROWS);
    assertThat(drain.getLong("added")).isEqualTo(ROWS);
    assertThat(drain.getLong("remaining")).isZero();

    assertThat(stored("whole", expected.keySet())).isEqualTo(expected);
  }

  @Test
  void theSameContentASecondTimeChangesNothing() {
    JsonPath first = upload("twice", SAMPLE);
    drain("twice");
    JsonPath second = upload("twice", SAMPLE);
    JsonPath drain = drain("twice");

    assertThat(second.getBoolean("alreadyIngested")).isTrue();
    assertThat(second.getString("upload")).isEqualTo(first.getString("upload"));
    assertThat(second.getLong("rows")).isEqualTo(ROWS);
    assertThat(second.getLong("messages")).isZero();
    assertThat(drain.getLong("messages")).isZero();
  }

  @Test
  void aCopyWithOneOtherValueChangesThatPointAlone() {
    String first = SAMPLE.lines().skip(1).findFirst().orElseThrow();
    String changed = first.replaceFirst("\"\",\"\",\"\",\"[^\"]*\"", "\"\",\"\",\"\",\"12.5\"");
    String copy = SAMPLE.replace(first, changed);
    var expected = Csv.points(copy);
    assertThat(expected).isNotEqualTo(Csv.points(SAMPLE));

    upload("copy", SAMPLE);
    drain("copy");
    JsonPath second = upload("copy", copy);
    JsonPath drain = drain("copy");

    assertThat(second.getBoolean("alreadyIngested")).isFalse();
    assertThat(drain.getLong("overwritten")).isEqualTo(1);
    assertThat(drain.getLong("unchanged")).isEqualTo(ROWS - 1);
    assertThat(drain.getLong("added")).isZero();
    assertThat(stored("copy", expected.keySet())).isEqualTo(expected);
  }

  @Test
  void clusterStatsAreWhatAnIndependentSumSays() {
    var points = Csv.points(SAMPLE);
    upload("sums", SAMPLE);
    drain("sums");

    JsonPath stats = get("/clusterStats", Map.of("cluster", "sums", "top", 1));
    assertThat(stats.getInt("gpus")).isEqualTo(points.size());
    assertThat(stats.getLong("hosts"))
        .isEqualTo(
            points.keySet().stream()
                .map(gpu -> gpu.substring(0, gpu.indexOf('/')))
                .distinct()
                .count());
    assertThat(stats.getLong("ingest.rows")).isEqualTo(ROWS);
    assertThat(stats.getLong("ingest.accepted")).isEqualTo(ROWS);
    assertThat(stats.getLong("queue.messages")).isZero();
    Map<String, Map<String, Number>> metrics = stats.getMap("metrics");
    assertThat(metrics.keySet()).isEqualTo(points.get(points.firstKey()).keySet());
    metrics.forEach((metric, figures) -> check(figures, newest(points, metric)));
  }

  private static double[] newest(
      SortedMap<String, SortedMap<String, SortedMap<Long, Double>>> points, String metric) {
    return points.values().stream()
        .map(metrics -> metrics.get(metric))
        .mapToDouble(series -> series.get(series.lastKey()))
        .sorted()
        .toArray();
  }

  private static void check(Map<String, Number> figures, double[] sorted) {
    double sum = 0;
    for (double value : sorted) {
      sum += value;
    }
    assertThat(figures.get("count").intValue()).isEqualTo(sorted.length);
    assertThat(figures.get("min").doubleValue()).isEqualTo(sorted[0]);
    assertThat(figures.get("max").doubleValue()).isEqualTo(sorted[sorted.length - 1]);
    assertThat(figures.get("avg").doubleValue())
        .isCloseTo(sum / sorted.length, within(1e-9 * Math.abs(sum) + 1e-12));
  }
}
