package nexus.functions;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import nexus.functions.testing.Csv;
import nexus.functions.testing.EtcdResource;
import nexus.functions.testing.OpenApi.Operation;
import nexus.functions.testing.OpenApiCheck;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Asks every operation of the description with each parameter it is said to take and in every form
 * it is said to have, and holds the answers against it.
 */
@QuarkusTest
@QuarkusTestResource(value = EtcdResource.class, restrictToAnnotatedClass = true)
final class OpenApiIT {

  private static final String CLUSTER = "described";

  /** It never ends: its own test reads it. */
  private static final Operation EVENTS = new Operation("GET", "/api/v1/events");

  private static final Set<String> BODIES =
      Set.of(
          "/api/v1/csv/upload",
          "/api/v1/deadletters/redrive",
          "/api/v1/formats",
          "/api/v1/write",
          "/api/v1/import/prometheus",
          "/v1/metrics",
          "/api/v1/query",
          "/api/v1/query_range",
          "/api/v1/format_query",
          "/api/v1/series",
          "/api/v1/labels",
          "/ingestCsvChunk",
          "/drainQueueBatch");

  private static final EncoderConfig RAW =
      EncoderConfig.encoderConfig()
          .encodeContentTypeAs("application/x-protobuf", ContentType.BINARY)
          .appendDefaultContentCharsetToContentTypeIfUndefined(false);

  @Inject Kv kv;
  @Inject Keyspace keys;

  private final OpenApiCheck check = new OpenApiCheck();
  private final Map<String, String> values = new HashMap<>();

  @BeforeEach
  void store() {
    String csv =
        Csv.series("host-a", "DCGM_FI_DEV_GPU_UTIL", 1, 2, 3)
            + Csv.row(0, "host-a", "DCGM_FI_DEV_POWER_USAGE", "99.5")
            + Csv.row(1, "host-b", "DCGM_FI_DEV_GPU_UTIL", "0")
            + Csv.row(0, "host-a", "DCGM_FI_DEV_XID_ERRORS", "79")
            + Csv.row(1, "host-b", "DCGM_FI_DEV_XID_ERRORS", "31")
            + "no,row\n";
    JsonPath upload = upload(csv).jsonPath();
    setAside(1);
    setAside(2);
    values.putAll(
        Map.ofEntries(
            Map.entry("cluster", CLUSTER),
            Map.entry("host", "host-a"),
            Map.entry("gpu", "0"),
            Map.entry("id", "host-a:0"),
            Map.entry("upload", upload.getString("upload")),
            Map.entry("model", "H100"),
            Map.entry("status", "stale"),
            Map.entry("limit", "1"),
            Map.entry("metric", "DCGM_FI_DEV_GPU_UTIL,DCGM_FI_DEV_POWER_USAGE"),
            Map.entry("start_time", "2026-01-01T00:00:00Z"),
            Map.entry("end_time", "now"),
            Map.entry("from", "2026-01-01T00:00:00Z"),
            Map.entry("to", "now"),
            Map.entry("step", "2s"),
            Map.entry("query", "DCGM_FI_DEV_GPU_UTIL"),
            Map.entry("match[]", "DCGM_FI_DEV_GPU_UTIL"),
            Map.entry("label", "Hostname"),
            Map.entry("time", "2026-01-01T00:00:02Z"),
            Map.entry("start", "2026-01-01T00:00:00Z"),
            Map.entry("end", "2026-01-01T00:00:03Z"),
            Map.entry("timeout", "5s"),
            Map.entry("agg", "max"),
            Map.entry("top", "1"),
            Map.entry("name", "utilization.gpu,DCGM_FI_DEV_PSTATE"),
            Map.entry("names", "new"),
            Map.entry("stale", "include"),
            Map.entry("process", "only"),
            Map.entry("severity", "warning"),
            Map.entry("kind", "xid"),
            Map.entry("open", "true"),
            Map.entry("by", "namespace"),
            Map.entry("format", "json")));
  }

  private Response upload(String csv) {
    return asking()
        .queryParam("cluster", CLUSTER)
        .contentType("text/csv")
        .body(csv)
        .post("/api/v1/csv/upload");
  }

  private RequestSpecification asking() {
    return given().filter(check).urlEncodingEnabled(false);
  }

  /** Puts what is no message into the queue, and has it set aside. */
  private void setAside(int timeMs) {
    String key = keys.queue(CLUSTER, "07") + "%013d_h_0_poison".formatted(timeMs);
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, new byte[] {'x'})))));
    post("/drainQueueBatch", "{\"cluster\":\"described\"}");
  }

  private void post(String path, String body) {
    Response answer = asking().contentType("application/json").body(body).post(path);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
  }

  private void postLive(String path, String type, byte[] body, int status) {
    Response answer =
        asking()
            .config(RestAssured.config().encoderConfig(RAW))
            .contentType(type)
            .body(body)
            .post(path);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
  }

  private void form(String path, String body) {
    Response answer =
        asking().contentType("application/x-www-form-urlencoded").body(body).post(path);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
  }

  @Test
  void everyOperationAnswersAsDescribedToEachOfItsParameters() {
    Set<Operation> all = new TreeSet<>(check.api().operations());
    all.remove(EVENTS);
    for (Operation operation : all) {
      if (operation.method().equals("GET") || operation.method().equals("HEAD")) {
        askWithEachParameter(operation);
      }
    }
    post("/ingestCsvChunk", "{\"csv\":\"" + Csv.series("c", "M", 1).replace("\n", "\\n") + "\"}");
    String key = firstLetter();
    delete(key);
    post("/api/v1/deadletters/redrive", "{\"cluster\":\"described\"}");
    post("/api/v1/formats", "{\"raise\":true}");
    post("/v1/metrics", "{\"resourceMetrics\":[]}");
    postLive("/api/v1/import/prometheus", "text/plain", "no_field 1\n".getBytes(UTF_8), 200);
    postLive("/api/v1/write", "application/x-protobuf", new byte[] {0}, 204);
    String of = "cluster=described&start=" + values.get("start") + "&end=" + values.get("end");
    form("/api/v1/query", "cluster=described&query=up");
    form("/api/v1/query_range", of + "&query=up&step=1s");
    form("/api/v1/format_query", "query=up");
    form("/api/v1/series", of + "&match[]=up");
    form("/api/v1/labels", of);

    assertThat(check.succeeded()).containsAll(all);
    assertThat(all.stream().filter(one -> one.method().equals("POST")).map(Operation::path))
        .containsExactlyInAnyOrderElementsOf(BODIES);
  }

  private void askWithEachParameter(Operation operation) {
    List<String> parameters = check.api().queryParameters(operation);
    String base = filledIn(operation.path()) + "?" + required(operation, parameters);
    Response plain = good(operation, base);
    for (String parameter : parameters) {
      if (parameter.equals("cursor")) {
        followCursor(operation, base);
      } else if (!base.contains(parameter + "=")) {
        good(operation, base + "&" + parameter + "=" + values.get(parameter));
      }
    }
    for (String type : check.api().types(operation)) {
      Response typed = asking().accept(type).get(withoutEmptyQuery(base));
      assertThat(typed.contentType()).as(base).startsWith(type);
    }
    assertThat(plain.statusCode()).isEqualTo(200);
  }

  /** What a request must say to be answered here. */
  private String required(Operation operation, List<String> parameters) {
    String query = parameters.contains("cluster") ? "cluster=" + CLUSTER : "";
    if (operation.path().equals("/queryGpu")) {
      query += "&gpu=GPU-host-a";
    }
    for (String name : List.of("query", "match[]")) {
      query += parameters.contains(name) ? "&" + name + "=" + values.get(name) : "";
    }
    if (parameters.contains("step") && parameters.contains("query")) {
      query += "&start=" + values.get("start") + "&end=" + values.get("end") + "&step=1s";
    } else if (parameters.contains("by")) {
      query += "&step=1d";
    } else if (parameters.contains("step")) {
      String start = parameters.contains("from") ? "from" : "start_time";
      query += "&" + start + "=" + values.get(start) + "&step=1s";
    }
    return query;
  }

  private Response good(Operation operation, String url) {
    Response answer = asking().request(operation.method(), withoutEmptyQuery(url));
    assertThat(answer.statusCode()).as("%s: %s", url, answer.asString()).isEqualTo(200);
    return answer;
  }

  private static String withoutEmptyQuery(String url) {
    return url.replaceAll("\\?$", "").replace("?&", "?");
  }

  private void followCursor(Operation operation, String base) {
    String first = base + "&limit=1";
    String cursor = good(operation, first).jsonPath().getString("cursor");
    if (cursor != null) {
      good(operation, first + "&cursor=" + cursor);
    }
  }

  private String filledIn(String path) {
    String filled = path;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }

  private String firstLetter() {
    return asking()
        .get("/api/v1/deadletters?cluster=" + CLUSTER)
        .jsonPath()
        .getString("deadLetters[0].key");
  }

  private void delete(String key) {
    Response answer = asking().delete("/api/v1/deadletters?cluster=" + CLUSTER + "&key=" + key);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void severalGpusOfAnIndexAreDescribedToo() {
    Response answer = asking().get("/api/v1/gpus/0/telemetry?cluster=" + CLUSTER);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.jsonPath().getList("error.candidates"))
        .isEqualTo(List.of("host-a:0", "host-b:0"));
  }
}
