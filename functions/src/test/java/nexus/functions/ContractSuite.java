package nexus.functions;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Csv;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the functions of parameters answer on every transport alike. */
abstract class ContractSuite {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";

  /** What a browser is told to make of every answer: nothing. */
  static final Map<String, String> FOR_DATA =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-store");

  /** Of a version that no release writes yet. */
  private static final byte[] NEXT = "{\"host\":[],\"key\":{},\"v\":9}".getBytes(UTF_8);

  @Inject Kv kv;
  @Inject Keyspace keys;

  /** The transport under test. */
  abstract Asker asker();

  private Asker.Reply get(String path, String... headers) throws Exception {
    return asker().ask("GET", path, headers);
  }

  private JsonPath good(String path) throws Exception {
    Asker.Reply reply = get(path);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers())
        .containsEntry("Content-Type", "application/json")
        .containsAllEntriesOf(FOR_DATA);
    return reply.json();
  }

  private static Map<String, Object> error(Asker.Reply reply, int status, String code) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.headers())
        .containsEntry("Content-Type", "application/json")
        .containsAllEntriesOf(FOR_DATA);
    Map<String, Object> error = reply.json().getMap("error");
    assertThat(error).containsOnlyKeys("code", "message", "field").containsEntry("code", code);
    assertThat((String) error.get("message")).doesNotContain("Exception");
    return error;
  }

  /** Stores a CSV: data comes in over HTTP whatever is asked afterwards. */
  static void store(String cluster, String csv) {
    given()
        .queryParam("cluster", cluster)
        .contentType("text/csv")
        .body(csv)
        .when()
        .post("/api/v1/csv/upload")
        .then()
        .statusCode(200);
    given()
        .contentType("application/json")
        .body("{\"cluster\":\"" + cluster + "\"}")
        .when()
        .post("/drainQueueBatch")
        .then()
        .statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404, not_found",
    "POST, /nothing, 404, not_found",
    "GET, /index.html, 404, not_found",
    "GET, /assets/, 404, not_found",
    "POST, /, 405, method_not_allowed",
    "GET, /queryGpu/x, 404, not_found",
    "GET, /api/v1/ingests/, 404, not_found",
    "GET, /api/v1/ingests/a/b, 404, not_found",
    "POST, /queryGpu, 405, method_not_allowed",
    "PUT, /clusterStats, 405, method_not_allowed",
    "DELETE, /api/v1/ingests, 405, method_not_allowed",
    "POST, /api/v1/ingests/a, 405, method_not_allowed",
    "GET, /ingestCsvChunk, 405, method_not_allowed",
    "DELETE, /drainQueueBatch, 405, method_not_allowed",
    "GET, /api/v1/csv/upload, 405, method_not_allowed",
    "POST, /api/v1/deadletters, 405, method_not_allowed",
    "GET, /api/v1/deadletters/redrive, 405, method_not_allowed",
    "GET, /api/v1/deadletters/x, 404, not_found",
    "POST, /health, 405, method_not_allowed",
  })
  void aWrongPathOrMethodIsToldInJson(String method, String path, int status, String code)
      throws Exception {
    error(asker().ask(method, path), status, code);
  }

  @Test
  void aPageOfAnotherSiteChangesNothing() throws Exception {
    String[] foreign = {"Origin", "https://example.com"};
    error(asker().ask("POST", "/api/v1/deadletters/redrive", foreign), 403, "forbidden");
    error(asker().ask("DELETE", "/api/v1/deadletters?key=a", foreign), 403, "forbidden");
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() throws Exception {
    assertThat(asker().ask("PUT", "/health").headers()).containsEntry("Allow", "GET, HEAD");
    assertThat(asker().ask("GET", "/ingestCsvChunk").headers()).containsEntry("Allow", "POST");
    assertThat(asker().ask("POST", "/api/v1/ingests/a").headers()).containsEntry("Allow", "GET");
    assertThat(asker().ask("PUT", "/api/v1/deadletters").headers())
        .containsEntry("Allow", "GET, DELETE");
  }

  /** Grafana reads no other shape of a failure. */
  @ParameterizedTest
  @CsvSource({
    "PUT, /api/v1/query, 405, bad_data",
    "DELETE, /api/v1/labels, 405, bad_data",
    "POST, /api/v1/metadata, 405, bad_data",
    "GET, /api/v1/query?query=, 400, bad_data",
    "GET, /api/v1/label/gpu/values?nothing=1, 400, bad_data",
    "GET, /api/v1/query_range?query=1, 400, bad_data",
    "GET, /api/v1/series?cluster=.., 400, bad_data",
    "GET, /api/v1/metadata?cluster=.., 400, bad_data",
    "GET, /api/v1/status/buildinfo, 200, ",
  })
  void pathsOfPrometheusFailInPrometheusShape(
      String method, String path, int status, String errorType) throws Exception {
    Asker.Reply reply = asker().ask(method, path);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().getString("errorType")).isEqualTo(errorType);
    assertThat(reply.json().getString("status")).isEqualTo(errorType == null ? "success" : "error");
    assertThat(reply.headers()).containsAllEntriesOf(FOR_DATA);
    if (errorType != null) {
      assertThat(reply.json().getMap("$")).containsOnlyKeys("status", "errorType", "error");
    }
    assertThat(reply.headers().containsKey("Allow")).isEqualTo(status == 405);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/metrics, application/json, {, 400, 3",
    "POST, /v1/metrics, application/json; charset=utf-8, '{\"foo\":1}', 400, 3",
    "POST, /v1/metrics, application/x-protobuf, zzz, 400, 3",
    "POST, /v1/metrics, text/plain, x, 415, 3",
    "POST, /v1/metrics?nothing=1, application/x-protobuf, '', 400, 3",
    "GET, /v1/metrics, application/json, , 405, 12",
    "GET, /v1/metrics, application/x-protobuf, , 405, 12",
  })
  void otlpFailsWithAStatusOfGrpcWrittenAsTheRequestIs(
      String method, String path, String type, String body, int status, int code) throws Exception {
    Asker.Reply reply = asker().send(method, path, body, "Content-Type", type);

    assertThat(reply.status()).isEqualTo(status);
    if (type.equals("application/x-protobuf")) {
      assertThat(reply.headers()).containsEntry("Content-Type", type);
      Map<Integer, Object> told = protobuf(reply.body());
      assertThat(told).containsOnlyKeys(1, 2).containsEntry(1, (long) code);
      assertThat((String) told.get(2)).isNotBlank();
    } else {
      assertThat(reply.headers()).containsEntry("Content-Type", "application/json");
      assertThat(reply.json().getMap("$")).containsOnlyKeys("code", "message");
      assertThat(reply.json().getInt("code")).isEqualTo(code);
      assertThat(reply.json().getString("message")).isNotBlank();
    }
  }

  /** The fields of a message: numbers and texts. */
  private static Map<Integer, Object> protobuf(byte[] message) throws IOException {
    Map<Integer, Object> fields = new HashMap<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      boolean number = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT;
      fields.put(
          WireFormat.getTagFieldNumber(tag), number ? in.readInt64() : in.readStringRequireUtf8());
    }
    return fields;
  }

  @ParameterizedTest
  @CsvSource({
    "/queryGpu, 400, invalid_input, gpu",
    "/queryGpu?gpu=0, 400, invalid_input, gpu",
    "/queryGpu?gpu=a/0&metrik=A, 400, invalid_input, metrik",
    "/queryGpu?gpu=a/0&gpu=b/0, 400, invalid_input, gpu",
    "/queryGpu?gpu=a/0&cluster=a%2Fb, 400, invalid_input, cluster",
    "/queryGpu?gpu=a/0&from=soon, 400, invalid_input, from",
    "/queryGpu?gpu=a/0&from=0&step=0s, 400, invalid_input, step",
    "/queryGpu?gpu=a/0&from=0&step=1m&agg=mode, 400, invalid_input, agg",
    "/queryGpu?gpu=a/0&from=0&limit=0, 400, invalid_input, limit",
    "/queryGpu?gpu=a/0&from=0&cursor=x, 400, invalid_input, cursor",
    "/queryGpu?cluster=none&gpu=a/0, 404, not_found, cluster",
    "/clusterStats?top=0, 400, invalid_input, top",
    "/clusterStats?gpu=a, 400, invalid_input, gpu",
    "/clusterStats?cluster=none, 404, not_found, cluster",
    "/metrics?stale=yes, 400, invalid_input, stale",
    "/metrics?names=newer, 400, invalid_input, names",
    "/metrics?process=no, 400, invalid_input, process",
    "/api/v1/fields?name=a%2Fb, 400, invalid_input, name",
    "/api/v1/fields?limit=1001, 400, invalid_input, limit",
    "/api/v1/fields?cluster=a, 400, invalid_input, cluster",
    "/metrics?metric=a%2Fb, 400, invalid_input, metric",
    "/metrics?top=1, 400, invalid_input, top",
    "/metrics?cluster=none, 404, not_found, cluster",
    "/api/v1/deadletters?limit=101, 400, invalid_input, limit",
    "/api/v1/deadletters?cursor=x, 400, invalid_input, cursor",
    "/api/v1/deadletters?key=x, 400, invalid_input, key",
    "/api/v1/deadletters?cluster=.., 400, invalid_input, cluster",
  })
  void aParameterThatCannotBeUsedIsNamed(String path, int status, String code, String field)
      throws Exception {
    assertThat(error(get(path), status, code)).containsEntry("field", field);
  }

  @Test
  void aGpusSeriesIsAnsweredWithTimesAndValues() throws Exception {
    store("series", Csv.series("chunk-a", UTIL, 1, 2, 3));

    JsonPath answer =
        good("/queryGpu?cluster=series&gpu=GPU-chunk-a&from=2026-01-01T00:00:01Z&to=now");

    assertThat(answer.getString("host")).isEqualTo("chunk-a");
    assertThat(answer.getString("gpu")).isEqualTo("0");
    assertThat(answer.getString("series[0].metric")).isEqualTo(UTIL);
    assertThat(answer.<List<?>>get("series[0].points"))
        .isEqualTo(List.of(List.of(1767225601000L, 2), List.of(1767225602000L, 3)));
    assertThat(answer.getString("cursor")).isNull();
  }

  @Test
  void fieldsAreToldWithAllTheirNames() throws Exception {
    JsonPath all = good("/api/v1/fields?limit=500");
    assertThat(all.getInt("count")).isEqualTo(500);
    assertThat(all.getInt("total")).isEqualTo(638);
    JsonPath rest = good("/api/v1/fields?limit=500&cursor=" + all.getString("cursor"));
    assertThat(rest.getInt("count")).isEqualTo(138);
    assertThat(rest.getString("cursor")).isNull();

    for (String name : List.of(UTIL, UTIL + "_RATIO", "utilization.gpu", "gpu_utilization")) {
      JsonPath one = good("/api/v1/fields?name=" + name);
      assertThat(one.getInt("count")).as(name).isEqualTo(1);
      assertThat(one.getString("data[0].name")).isEqualTo(UTIL);
      assertThat(one.getString("data[0].displayName")).isEqualTo("GPU utilization");
      assertThat(one.getList("data[0].aliases")).contains(UTIL + "_RATIO", "utilization.gpu");
      assertThat(one.getString("data[0].unit")).isEqualTo("%");
      assertThat(one.getString("data[0].kind")).isEqualTo("gauge");
      assertThat(one.getInt("data[0].min")).isEqualTo(0);
      assertThat(one.getInt("data[0].max")).isEqualTo(100);
    }
    assertThat(good("/api/v1/fields?name=" + UTIL + ",DCGM_FI_DEV_PSTATE").getInt("count"))
        .isEqualTo(2);
    JsonPath mask = good("/api/v1/fields?name=DCGM_FI_DEV_CLOCKS_EVENT_REASONS");
    assertThat(mask.getString("data[0].bits.find { it.mask == 32 }.reason"))
        .isEqualTo("SW thermal");
    assertThat(good("/api/v1/fields?name=none").getInt("count")).isEqualTo(0);
    assertThat(good("/api/v1/fields?name=DCGM_FI_DEV_PSTATE").getString("data[0].max")).isNull();
  }

  @Test
  void aMetricIsAskedForByAnyOfItsNames() throws Exception {
    store("named", Csv.series("n", UTIL, 10) + Csv.row(1, "n", UTIL + "_RATIO", "0.29"));
    String gpu = "cluster=named&gpu=GPU-n";

    for (String name : List.of(UTIL, UTIL + "_RATIO", "utilization.gpu", "gpu_utilization")) {
      JsonPath series = good("/queryGpu?" + gpu + "&from=0&metric=" + name);
      assertThat(series.getList("series.metric")).as(name).isEqualTo(List.of(UTIL));
      assertThat(series.getList("series[0].points")).hasSize(2);
      JsonPath latest = good("/api/v1/telemetry/latest?cluster=named&metric=" + name);
      assertThat(latest.getList("data.metric")).as(name).isEqualTo(List.of(UTIL));
      assertThat(latest.getInt("data[0].value")).isEqualTo(29);
      JsonPath stats = good("/clusterStats?cluster=named&metric=" + name);
      assertThat(stats.getMap("metrics")).as(name).containsOnlyKeys(UTIL);
    }
    String path = "/metrics?cluster=named&stale=include&process=omit&names=new&metric=";
    assertThat(new String(get(path + "utilization.gpu").body(), UTF_8))
        .contains("\n" + UTIL + "_RATIO{")
        .contains("} 0.29");
  }

  @Test
  void prometheusIsToldInTheFormatItAccepts() throws Exception {
    store("scraped", Csv.series("s", UTIL, 1, 2) + Csv.row(0, "s", "B", "3"));
    String path = "/metrics?cluster=scraped&stale=include&process=omit";
    String value = UTIL + "{Hostname=\"s\",UUID=\"GPU-s\",cluster=\"scraped\",";

    Asker.Reply text = get(path);
    Asker.Reply open = get(path, "Accept", "application/openmetrics-text;version=1.0.0");

    assertThat(List.of(text.status(), open.status())).containsOnly(200);
    assertThat(text.headers())
        .containsEntry("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        .containsAllEntriesOf(FOR_DATA);
    assertThat(open.headers().get("Content-Type")).startsWith("application/openmetrics-text;");
    assertThat(new String(text.body(), UTF_8)).contains("\n" + value).contains("\nB{");
    assertThat(new String(open.body(), UTF_8)).contains("\n" + value).endsWith("# EOF\n");
    assertThat(new String(get(path + "&metric=B").body(), UTF_8))
        .contains("\nB{")
        .doesNotContain(UTIL);
    assertThat(new String(get("/metrics?cluster=scraped").body(), UTF_8))
        .contains("nexus_gpus{cluster=\"scraped\",status=\"stale\"} 1.0")
        .doesNotContain("\n" + UTIL);
  }

  @Test
  void metricsMayBeRepeatedOrSeparatedByCommas() throws Exception {
    store("many", Csv.series("m", "A", 1) + Csv.row(0, "m", "B", "2") + Csv.row(0, "m", "C", "3"));

    assertThat(series("/queryGpu?cluster=many&gpu=m/0&metric=A&metric=C"))
        .containsExactly("A", "C");
    assertThat(series("/queryGpu?cluster=many&gpu=m/0&metric=B,C")).containsExactly("B", "C");
    assertThat(series("/queryGpu?cluster=many&gpu=m%2f0&metric=B%2CC")).containsExactly("B", "C");
    assertThat(series("/queryGpu?cluster=many&host=m&gpu=0")).containsExactly("A", "B", "C");
    assertThat(good("/clusterStats?cluster=many&metric=A&metric=B&top=1").getList("top"))
        .hasSize(2);
  }

  private List<String> series(String path) throws Exception {
    return good(path).getList("series.metric");
  }

  @Test
  void aPlusIsABlankAndAnEscapedOneIsAPlus() throws Exception {
    assertThat(error(get("/queryGpu?a+b=1"), 400, "invalid_input")).containsEntry("field", "a b");
    assertThat(error(get("/queryGpu?a%2Bb"), 400, "invalid_input")).containsEntry("field", "a+b");
    assertThat(error(get("/queryGpu?%C3%A9=1"), 400, "invalid_input")).containsEntry("field", "é");
  }

  @Test
  void pagesFollowTheCursor() throws Exception {
    store("pages", Csv.series("p", UTIL, 1, 2, 3));
    String query = "/queryGpu?cluster=pages&gpu=p/0&from=0&to=2026-01-02T00:00:00Z&limit=2";

    JsonPath first = good(query);
    JsonPath second = good(query + "&cursor=" + first.getString("cursor"));

    assertThat(first.<List<?>>get("series[0].points")).hasSize(2);
    assertThat(second.<List<?>>get("series[0].points"))
        .isEqualTo(List.of(List.of(1767225602000L, 3)));
    assertThat(second.getString("cursor")).isNull();
  }

  @Test
  void aLongAnswerIsCompressedForWhoAsksForIt() throws Exception {
    double[] values = new double[2_000];
    Arrays.setAll(values, i -> i % 7 / 4.0);
    store("zip", Csv.series("z", UTIL, values));
    String query = "/queryGpu?cluster=zip&gpu=z/0&from=0&to=2026-01-02T00:00:00Z";

    Asker.Reply plain = get(query, "Accept-Encoding", "identity");
    Asker.Reply gzip = get(query, "Accept-Encoding", "br, gzip");
    Asker.Reply small = get("/queryGpu?cluster=zip&gpu=z/0", "Accept-Encoding", "gzip");

    assertThat(List.of(plain.status(), gzip.status(), small.status())).containsOnly(200);
    assertThat(plain.headers())
        .doesNotContainKey("Content-Encoding")
        .containsEntry("Vary", "accept-encoding");
    assertThat(gzip.headers())
        .containsEntry("Content-Encoding", "gzip")
        .containsEntry("Vary", "accept-encoding");
    assertThat(gzip.body()).hasSizeLessThan(plain.body().length / 2);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
        .isEqualTo(plain.body());
    assertThat(small.headers()).doesNotContainKey("Content-Encoding");
  }

  /** Puts what is no message into the queue, in a key of partition 07, and has it set aside. */
  private String setAside(String cluster, int timeMs) throws Exception {
    String key = keys.queue(cluster, "07") + "%013d_h_0_poison".formatted(timeMs);
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, new byte[] {'x', '{'})))));
    given()
        .contentType("application/json")
        .body("{\"cluster\":\"" + cluster + "\"}")
        .when()
        .post("/drainQueueBatch")
        .then()
        .statusCode(200);
    return key;
  }

  private JsonPath redrive(String body) throws Exception {
    Asker.Reply reply = asker().send("POST", "/api/v1/deadletters/redrive", body);
    assertThat(reply.status()).isEqualTo(200);
    return reply.json();
  }

  @Test
  void deadLettersAreListedPutBackAndDeleted() throws Exception {
    String cluster = "letters";
    String first = setAside(cluster, 1);
    setAside(cluster, 2);
    setAside(cluster, 3);
    String list = "/api/v1/deadletters?cluster=" + cluster;

    JsonPath page = good(list + "&limit=2");
    assertThat(page.getInt("count")).isEqualTo(3);
    assertThat(page.getList("deadLetters")).hasSize(2);
    Map<String, Object> letter = page.getMap("deadLetters[0]");
    String key = (String) letter.get("key");
    assertThat(letter)
        .containsOnlyKeys(
            "key", "kind", "source", "host", "gpu", "reason", "attempts", "firstSeen", "bytes")
        .containsEntry("kind", "message")
        .containsEntry("source", first)
        .containsEntry("host", "h")
        .containsEntry("gpu", "0")
        .containsEntry("attempts", 1)
        .containsEntry("bytes", 2);
    assertThat(Instant.parse((String) letter.get("firstSeen"))).isBeforeOrEqualTo(Instant.now());
    JsonPath second = good(list + "&limit=2&cursor=" + page.getString("cursor"));
    assertThat(second.getList("deadLetters")).hasSize(1);
    assertThat(second.getString("cursor")).isNull();
    JsonPath stats = good("/clusterStats?cluster=" + cluster);
    assertThat(stats.getInt("queue.deadLetters")).isEqualTo(3);
    assertThat(stats.getString("deadLetters.firstSeen")).isEqualTo(letter.get("firstSeen"));
    assertThat(stats.<Map<String, Integer>>get("deadLetters.reasons"))
        .containsExactly(Map.entry((String) letter.get("reason"), 3));

    JsonPath one = redrive("{\"cluster\":\"letters\",\"key\":\"" + key + "\"}");
    Map<String, Object> expected =
        new HashMap<>(
            Map.of("cluster", cluster, "redriven", 1, "failures", 0, "failed", List.of()));
    expected.put("remaining", 2);
    expected.put("cursor", null);
    assertThat(one.getMap("")).isEqualTo(expected);
    assertThat(redrive("{\"cluster\":\"letters\"}").getInt("redriven")).isEqualTo(2);
    assertThat(good("/clusterStats?cluster=letters").getInt("queue.messages")).isEqualTo(3);
    assertThat(redrive("{\"cluster\":\"letters\"}").getInt("redriven")).isZero();

    setAside(cluster, 1);
    Asker.Reply deleted = asker().ask("DELETE", list + "&key=" + key);
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.json().getString("deleted.source")).isEqualTo(first);
    assertThat(error(asker().ask("DELETE", list + "&key=" + key), 404, "not_found"))
        .containsEntry("field", "key");
    assertThat(good(list).getInt("count")).isEqualTo(2);
    assertThat(good("/api/v1/deadletters?cluster=none").getInt("count")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | 400 | none",
        "[] | 400 | none",
        "{ | 400 | none",
        "null | 400 | none",
        "{\"kluster\":\"a\"} | 400 | kluster",
        "{\"cluster\":\"..\"} | 400 | cluster",
        "{\"key\":\" \"} | 400 | key",
        "{\"key\":5} | 400 | key",
        "{\"key\":\"/telemetry/queue/a\"} | 400 | key",
        "{\"key\":\"/telemetry/deadletter/other/00/x\"} | 400 | key",
        "{\"cluster\":\"a\",\"key\":\"/telemetry/deadletter/a/00/x\"} | 404 | key",
        "{\"cursor\":\"x\"} | 400 | cursor",
        "{\"key\":\"/telemetry/deadletter/a/00/x\",\"cursor\":\"x\"} | 400 | cursor",
      })
  void aRedriveThatCannotBeDoneIsRefused(String body, int status, String field) throws Exception {
    Asker.Reply reply = asker().send("POST", "/api/v1/deadletters/redrive", body);

    assertThat(error(reply, status, status == 400 ? "invalid_input" : "not_found"))
        .containsEntry("field", field);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/deadletters/redrive?cluster=a, cluster",
    "DELETE, /api/v1/deadletters, key",
    "DELETE, /api/v1/deadletters?key=/telemetry/queue/a, key",
    "DELETE, /api/v1/deadletters?limit=5, limit",
  })
  void aChangeThatIsNotAskedForClearlyIsRefused(String method, String path, String field)
      throws Exception {
    assertThat(error(asker().send(method, path, "{}"), 400, "invalid_input"))
        .containsEntry("field", field);
  }

  @Test
  void aDamagedBlockIsSaidToBeMissingUntilItsLetterIsDeleted() throws Exception {
    store("damaged", Csv.series("d", UTIL, 1, 2, 3) + Csv.row(3_600, "d", UTIL, "4"));
    String block = keys.block("damaged", new GpuId("d", "0"), 1767225600000L);
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(block, new byte[] {'x'})))));
    String query = "/queryGpu?cluster=damaged&gpu=d/0&from=2026-01-01T00:00:00Z&to=now";

    JsonPath answer = good(query);
    assertThat(answer.<List<?>>get("series[0].points"))
        .isEqualTo(List.of(List.of(1767229200000L, 4)));
    Map<String, Object> missing = answer.getMap("missing[0]");
    assertThat(missing)
        .containsOnlyKeys("from", "to", "reason", "key")
        .containsEntry("from", "2026-01-01T00:00:00Z")
        .containsEntry("to", "2026-01-01T01:00:00Z");
    JsonPath letters = good("/api/v1/deadletters?cluster=damaged");
    assertThat(letters.<Map<String, Object>>get("deadLetters[0]"))
        .containsEntry("key", missing.get("key"))
        .containsEntry("kind", "block")
        .containsEntry("source", block)
        .containsEntry("host", "d")
        .containsEntry("gpu", "0");
    assertThat(redrive("{\"cluster\":\"damaged\"}").getList("failed.key"))
        .isEqualTo(List.of(missing.get("key")));
    store("damaged", Csv.series("d", UTIL, 5));
    assertThat(good(query).<List<?>>get("series[0].points")).hasSize(2);
    assertThat(good(query).getList("missing")).isEqualTo(List.of(missing));

    String key = (String) missing.get("key");
    String deletion = "/api/v1/deadletters?cluster=damaged&key=" + key;
    assertThat(asker().ask("DELETE", deletion).status()).isEqualTo(200);
    assertThat(good(query).<Object>get("missing")).isNull();
    assertThat(good(query).<List<?>>get("series[0].points")).hasSize(2);
  }

  @Test
  void newestValuesThatCannotBeReadAreSaidToBeMissingUntilTheirLetterIsDeleted() throws Exception {
    String key = keys.latest("corrupt", "d");
    put(key, new byte[] {'x'});
    String query = "/queryGpu?cluster=corrupt&gpu=d/0";

    Map<String, Object> missing = good(query).getMap("missing[0]");

    assertThat(missing).containsEntry("from", "1970-01-01T00:00:00Z");
    String letter = (String) missing.get("key");
    assertThat(
            good("/api/v1/deadletters?cluster=corrupt").<Map<String, Object>>get("deadLetters[0]"))
        .containsEntry("key", letter)
        .containsEntry("kind", "value")
        .containsEntry("source", key);
    String export = "/api/v1/telemetry/latest?cluster=corrupt&format=csv";
    assertThat((String) error(get(export), 424, "store_corrupt").get("message")).contains("host d");
    String detail = "/api/v1/clusters/corrupt/hosts/d/gpus/0";
    assertThat((String) error(get(detail), 424, "store_corrupt").get("message")).contains(key);

    String deletion = "/api/v1/deadletters?cluster=corrupt&key=" + letter;
    assertThat(asker().ask("DELETE", deletion).status()).isEqualTo(200);
    error(get(query), 404, "not_found");
    assertThat(KvFutures.await(kv.range(Range.key(key))).count()).isZero();
  }

  @Test
  void aHostThatCannotBeReadDoesNotHideTheOthers() throws Exception {
    store("hosts", Csv.series("a", UTIL, 1));
    KvFutures.await(
        kv.txn(Txn.always(List.of(Op.put(keys.latest("hosts", "b"), new byte[] {'x'})))));

    JsonPath stats = good("/clusterStats?cluster=hosts");

    assertThat(stats.getList("unreadableHosts")).isEqualTo(List.of("b"));
    assertThat(stats.getInt("gpus")).isEqualTo(1);
  }

  @Test
  void aStoredValueOfANewerVersionIsWaitedForAndNamed() throws Exception {
    store("next", Csv.series("n", UTIL, 1));
    String latest = keys.latest("next", "n");
    byte[] before = KvFutures.await(kv.range(Range.key(latest))).entries().get(0).value();
    put(latest, NEXT);

    for (String path :
        List.of(
            "/queryGpu?cluster=next&gpu=n/0",
            "/clusterStats?cluster=next",
            "/api/v1/gpus?cluster=next",
            "/api/v1/telemetry/latest?cluster=next",
            "/api/v1/telemetry/latest?cluster=next&format=csv",
            "/metrics?cluster=next&process=omit")) {
      assertNewer(get(path), latest);
    }
    put(latest, before);
    assertThat(good("/clusterStats?cluster=next").getInt("gpus")).isEqualTo(1);

    String facts = keys.metadata("next", new GpuId("n", "0"));
    put(facts, NEXT);
    String range = "from=2026-01-01T00:00:00Z&to=now";
    assertNewer(get("/queryGpu?cluster=next&gpu=n/0&" + range), facts);
    assertNewer(get("/api/v1/gpus/n:0/telemetry?cluster=next&start_time=0&format=csv"), facts);

    String letter = keys.deadLetter("next", "03", "letter");
    put(letter, NEXT);
    assertNewer(get("/api/v1/deadletters?cluster=next"), letter);
    assertThat(redrive("{\"cluster\":\"next\"}").getString("failed[0].reason")).contains(letter);
  }

  private void put(String key, byte[] value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }

  private static void assertNewer(Asker.Reply reply, String key) {
    Map<String, Object> error = error(reply, 503, "newer_format");
    assertThat((String) error.get("message")).contains(key).contains("newer release");
    assertThat(reply.headers()).containsEntry("Retry-After", "10");
  }

  @Test
  void formatsAreToldAndRaisedAndNeverLowered() throws Exception {
    put(keys.formats(), "{\"v\":1,\"block\":1,\"rollup\":7}".getBytes(UTF_8));
    String block = "formats.find { it.kind == 'block' }";
    assertThat(good("/api/v1/formats").getMap(block))
        .isEqualTo(Map.of("kind", "block", "written", 1, "newestWritten", 4, "newestRead", 4));

    Asker.Reply raised = asker().send("POST", "/api/v1/formats", "{\"raise\":true}");

    assertThat(raised.status()).isEqualTo(200);
    assertThat(raised.json().getMap(block)).containsEntry("written", 4);
    assertThat(good("/api/v1/formats").getMap(block)).containsEntry("written", 4);
    assertThat(KvFutures.await(kv.range(Range.key(keys.formats()))).entries().get(0).value())
        .asString(UTF_8)
        .contains("\"rollup\":7");
    for (String refused : List.of("", "{}", "{\"raise\":false}", "{\"lower\":true}", "[]")) {
      error(asker().send("POST", "/api/v1/formats", refused), 400, "invalid_input");
    }
    put(keys.formats(), NEXT);
    assertNewer(get("/api/v1/formats"), keys.formats());
    assertNewer(asker().send("POST", "/api/v1/formats", "{\"raise\":true}"), keys.formats());
    KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(keys.formats())))));
  }
}
