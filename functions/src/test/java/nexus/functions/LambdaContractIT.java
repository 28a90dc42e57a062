package nexus.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaMapperRecorder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import nexus.functions.api.series.QueryHandler;
import nexus.functions.api.stats.StatsHandler;
import nexus.functions.http.LambdaHttp;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Csv;
import nexus.functions.testing.EtcdResource;
import nexus.functions.testing.OpenApiCheck;
import nexus.functions.testing.SampleEvents;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.store.GpuMetadata;
import nexus.telemetry.store.GpuMetadataCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract through the handlers, whose events and answers are read and written as in the
 * deployed function.
 */
@QuarkusTest
@QuarkusTestResource(value = EtcdResource.class, restrictToAnnotatedClass = true)
final class LambdaContractIT extends ContractSuite {

  private static final ObjectMapper PLAIN = new ObjectMapper();
  private static final OpenApiCheck DESCRIPTION = new OpenApiCheck();

  @Inject
  @Named("queryGpu")
  QueryHandler queries;

  @Inject
  @Named("clusterStats")
  StatsHandler stats;

  @Override
  Asker asker() {
    return DESCRIPTION.of(
        (method, path, body, headers) -> {
          ObjectNode event = event(method, path, headers);
          return reply(answer(body == null ? event : event.put("body", body)));
        });
  }

  /** A real event, with the request in the place of its own. */
  private static ObjectNode event(String method, String path, String... headers) throws Exception {
    ObjectNode event =
        (ObjectNode) PLAIN.readTree(Files.readString(SampleEvents.file("queryGpu.http.json")));
    event.put("a member of tomorrow", true);
    event.remove("queryStringParameters");
    event.withObjectProperty("headers").remove("accept-encoding");
    String[] parts = path.split("\\?", 2);
    event.put("rawPath", parts[0]).put("rawQueryString", parts.length == 2 ? parts[1] : "");
    ((ObjectNode) event.at("/requestContext/http")).put("method", method).put("path", parts[0]);
    for (int i = 0; i < headers.length; i += 2) {
      event.withObjectProperty("headers").put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
    }
    return event;
  }

  private JsonNode answer(ObjectNode event) throws Exception {
    RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> handler =
        event.path("rawPath").asText().contains("clusterStats") ? stats : queries;
    APIGatewayV2HTTPEvent read =
        AmazonLambdaMapperRecorder.objectMapper
            .readerFor(APIGatewayV2HTTPEvent.class)
            .readValue(event.toString().getBytes(UTF_8));
    byte[] written =
        AmazonLambdaMapperRecorder.objectMapper
            .writerFor(APIGatewayV2HTTPResponse.class)
            .writeValueAsBytes(handler.handleRequest(read, null));
    assertThat(written).hasSizeLessThan(6_000_000);
    return PLAIN.readTree(written);
  }

  private static Asker.Reply reply(JsonNode answer) {
    assertThat(answer.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("statusCode", "headers", "body", "isBase64Encoded");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    answer.get("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    String body = answer.get("body").asText();
    boolean binary = answer.get("isBase64Encoded").booleanValue();
    assertThat(binary)
        .isEqualTo(
            headers.containsKey("Content-Encoding")
                || headers.get("Content-Type").equals("application/x-protobuf"));
    return new Asker.Reply(
        answer.get("statusCode").intValue(),
        headers,
        binary ? Base64.getDecoder().decode(body) : body.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/queryGpu?gpu=%zz", "/api/v1/ingests/%zz", "/queryGpu?gpu=a|b"})
  void aUrlThatIsNoneIsToldInJson(String url) throws Exception {
    Asker.Reply reply = asker().ask("GET", url);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().getString("error.code")).isEqualTo("invalid_input");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/query?query=%zz", "/api/v1/label/%zz/values"})
  void aUrlOfPrometheusThatIsNoneIsToldInItsShape(String url) throws Exception {
    Asker.Reply reply = asker().ask("GET", url);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().getString("errorType")).isEqualTo("bad_data");
  }

  @Test
  void eitherHandlerServesEveryPath() throws Exception {
    store("either", Csv.series("e", "A", 1));
    ObjectNode event = event("GET", "/queryGpu");
    event.put("rawQueryString", "cluster=either&gpu=e/0");
    APIGatewayV2HTTPEvent read =
        AmazonLambdaMapperRecorder.objectMapper.convertValue(event, APIGatewayV2HTTPEvent.class);

    assertThat(stats.handleRequest(read, null)).isEqualTo(queries.handleRequest(read, null));
    assertThat(stats.handleRequest(read, null).getStatusCode()).isEqualTo(200);
  }

  @Test
  void aStagesNameIsNoPartOfThePath() throws Exception {
    ObjectNode event = event("GET", "/live/clusterStats");
    ((ObjectNode) event.get("requestContext")).put("stage", "live");

    assertThat(reply(answer(event)).status()).isEqualTo(200);
    assertThat(asker().ask("GET", "/live/clusterStats").status()).isEqualTo(404);
  }

  @Test
  void aBodyOfAGetIsNotLookedAt() throws Exception {
    for (boolean base64 : List.of(true, false)) {
      ObjectNode event = event("GET", "/clusterStats", "Content-Type", "application/json");
      event.put("body", "{\"top\":").put("isBase64Encoded", base64);

      assertThat(reply(answer(event)).status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyMayComeAsBase64() throws Exception {
    ObjectNode event = event("POST", "/api/v1/deadletters/redrive");
    event.put("isBase64Encoded", true);

    for (String body : List.of("{}", "{\"key\":\"ü\"}", "{\"kee\":1}")) {
      event.put("body", Base64.getEncoder().encodeToString(body.getBytes(UTF_8)));
      assertThat(reply(answer(event)).status()).isEqualTo(body.equals("{}") ? 200 : 400);
    }
    event.put("body", "{}");
    assertThat(reply(answer(event)).status()).isEqualTo(400);
  }

  @Test
  void parametersThatTheGatewayDecodedDoWhereTheRawOnesAreMissing() throws Exception {
    store("decoded", Csv.series("d", "A", 1) + Csv.row(0, "d", "B", "2"));
    ObjectNode event = event("GET", "/queryGpu");
    event.remove("rawQueryString");
    event
        .putObject("queryStringParameters")
        .put("cluster", "decoded")
        .put("gpu", "d/0")
        .put("metric", "A,B");

    assertThat(reply(answer(event)).json().getList("series")).hasSize(2);
    event.remove("queryStringParameters");
    assertThat(reply(answer(event)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"Records\":[]}", "{\"rawPath\":\"/\"}", "{\"requestContext\":{}}"})
  void anEventOfAnotherKindIsRefusedWithWhatItLacks(String event) throws Exception {
    assertThatThrownBy(() -> answer((ObjectNode) PLAIN.readTree(event)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("requestContext.http.method is missing");
    assertThatThrownBy(() -> queries.handleRequest(null, null))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void anAnswerOfMoreThanFiveMillionBytesIsCutAndTheCursorGoesOn() throws Exception {
    storeLargeGpu();
    String query = "/queryGpu?cluster=large&gpu=l/0&from=0&to=2026-01-02T00:00:00Z&limit=100000";
    String whole =
        RestAssured.given().urlEncodingEnabled(false).when().get(query).body().asString();
    assertThat(whole.length()).isGreaterThan((int) LambdaHttp.MAX_BYTES);

    Map<String, List<Object>> joined = new TreeMap<>();
    String cursor = null;
    int pages = 0;
    do {
      Asker.Reply page = asker().ask("GET", cursor == null ? query : query + "&cursor=" + cursor);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body().length).isLessThanOrEqualTo((int) LambdaHttp.MAX_BYTES);
      JsonPath json = page.json();
      join(joined, json);
      cursor = json.getString("cursor");
      pages++;
    } while (cursor != null);

    Map<String, List<Object>> expected = new TreeMap<>();
    join(expected, new JsonPath(whole));
    assertThat(pages).isEqualTo(2);
    assertThat(joined.equals(expected)).as("the pages join to the whole").isTrue();
    assertThat(expected).hasSize(5_000);
  }

  private static void join(Map<String, List<Object>> series, JsonPath page) {
    List<Map<String, Object>> all = page.getList("series");
    for (Map<String, Object> one : all) {
      series
          .computeIfAbsent((String) one.get("metric"), metric -> new ArrayList<>())
          .addAll((List<?>) one.get("points"));
    }
  }

  /** Metrics whose names are as long as can be, and values of many digits: a block each hour. */
  private void storeLargeGpu() {
    Random random = new Random(1);
    GpuId gpu = new GpuId("l", "0");
    for (int block = 0; block < 5; block++) {
      long startMs = 1767225600000L + block * 3_600_000L;
      List<MetricColumn> columns = new ArrayList<>();
      for (int metric = 0; metric < 1_000; metric++) {
        String name = "M" + (10_000 + block * 1_000 + metric);
        long[] times = LongStream.range(0, 20).map(i -> startMs + 1_000 * i).toArray();
        columns.add(
            new MetricColumn(
                name + "x".repeat(253 - name.length()),
                times,
                random.doubles(20, -1e-9, 0).toArray()));
      }
      put(keys.block("large", gpu, startMs), BlockCodec.encode(new Block(columns)));
    }
    put(
        keys.metadata("large", gpu),
        GpuMetadataCodec.encode(new GpuMetadata(GpuFacts.UNKNOWN, 0, 0)));
  }

  private void put(String key, byte[] value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }
}
