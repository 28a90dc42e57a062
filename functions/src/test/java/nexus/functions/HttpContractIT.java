package nexus.functions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Await;
import nexus.functions.testing.Csv;
import nexus.functions.testing.EtcdResource;
import nexus.functions.testing.OpenApiCheck;
import nexus.telemetry.testing.Packed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every path takes and answers over HTTP, the errors above all. One long file, because one
 * start of the application serves every case.
 */
@QuarkusTest
@QuarkusTestResource(
    value = EtcdResource.class,
    restrictToAnnotatedClass = true,
    initArgs = {
      @ResourceArg(name = "MAX_BODY_BYTES", value = "20M"),
      @ResourceArg(name = "QUEUE_MAX_MESSAGES", value = "5000"),
    })
final class HttpContractIT extends ContractSuite {

  private static final String UPLOAD = "/api/v1/csv/upload";
  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";

  private static final OpenApiCheck DESCRIPTION = new OpenApiCheck();

  @BeforeAll
  static void holdEveryAnswerAgainstTheDescription() {
    RestAssured.filters(DESCRIPTION);
  }

  @AfterAll
  static void forgetTheDescription() {
    RestAssured.replaceFiltersWith(List.of());
  }

  @Override
  Asker asker() {
    return DESCRIPTION.of(HttpContractIT::send);
  }

  private static Asker.Reply send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response.headers().map().forEach((name, values) -> answered.put(name, values.get(0)));
    return new Asker.Reply(response.statusCode(), answered, response.body());
  }

  private static ValidatableResponse post(String path, String json) {
    return given().contentType("application/json").body(json).when().post(path).then();
  }

  private static ValidatableResponse get(String path) {
    return given().urlEncodingEnabled(false).when().get(path).then();
  }

  private static ValidatableResponse upload(String cluster, Object body, Object... headers) {
    var request = given().queryParam("cluster", cluster);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i].toString(), headers[i + 1]);
    }
    return request
        .body(body instanceof String text ? utf8(text) : (byte[]) body)
        .when()
        .post(UPLOAD)
        .then();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ValidatableResponse error(ValidatableResponse answer, int status, String code) {
    return answer
        .statusCode(status)
        .contentType("application/json")
        .headers(FOR_DATA)
        .body("error.keySet() - 'capture'", containsInAnyOrder("code", "message", "field"))
        .body("error.code", equalTo(code))
        .body("error.message", not(containsString("Exception")));
  }

  private static void error(ValidatableResponse answer, int status, String code, String field) {
    error(answer, status, code).body("error.field", equalTo(field));
  }

  @Test
  void whatAFullQueueHasNoRoomForIsRefusedAndWhatItHoldsIsAnsweredAgain() {
    StringBuilder fleet = new StringBuilder(Csv.LONG);
    for (int host = 0; host < 5_000; host++) {
      fleet.append(Csv.row(0, "host-" + host, "M", "1"));
    }
    upload("crowd", fleet.toString(), "Content-Type", "text/csv").statusCode(200);
    int[] second = {0};
    Await.until(
        "refused", // how full it is is read once a second
        () ->
            upload(
                        "crowd",
                        Csv.LONG + Csv.row(second[0]++, "late", "M", "1"),
                        "Content-Type",
                        "text/csv")
                    .extract()
                    .statusCode()
                == 429);

    error(
            upload(
                "crowd",
                Csv.LONG + Csv.row(second[0], "late", "M", "1"),
                "Content-Type",
                "text/csv"),
            429,
            "queue_full")
        .header("Retry-After", "5")
        .body("error.message", containsString("the limit is 5000 (QUEUE_MAX_MESSAGES)"));
    upload("crowd", fleet.toString(), "Content-Type", "text/csv")
        .statusCode(200)
        .body("alreadyIngested", equalTo(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/queryGpu?gpu=%zz", "/%zz", "/queryGpu?gpu=a|b"})
  void aUrlThatIsNoneIsToldInJson(String url) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      socket.getOutputStream().write(utf8("GET " + url + " HTTP/1.0\r\n\r\n"));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.0 400").contains("\"code\":\"invalid_input\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/query?query=%zz",
        "/api/v1/query_range?query=%",
        "/api/v1/series?match[]=%z",
        "/api/v1/labels?a=%zz",
        "/api/v1/label/gpu/values?a=%zz",
        "/api/v1/label/%zz/values",
        "/api/v1/metadata?metric=%zz",
        "/api/v1/status/buildinfo?a=%zz",
      })
  void aUrlOfPrometheusThatIsNoneIsToldInItsShape(String url) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      socket.getOutputStream().write(utf8("GET " + url + " HTTP/1.0\r\n\r\n"));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer)
          .startsWith("HTTP/1.0 400")
          .contains("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"the URL is none");
    }
  }

  @Test
  void aFormOfPrometheusThatIsNoneIsToldInItsShape() {
    RestAssured.given()
        .contentType("application/x-www-form-urlencoded")
        .body("query=%zz")
        .post("/api/v1/query")
        .then()
        .statusCode(400)
        .body("errorType", equalTo("bad_data"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ingestCsvChunk  | {}                            | csv",
        "/ingestCsvChunk  | {\"csv\":\" \"}               | csv",
        "/ingestCsvChunk  | {\"csv\":null}                | csv",
        "/ingestCsvChunk  | {\"csv\":5}                   | csv",
        "/ingestCsvChunk  | {\"csv\":[\"a\"]}             | csv",
        "/ingestCsvChunk  | {\"csv\":\"x\",\"rows\":1}    | rows",
        "/ingestCsvChunk  | {\"csv\":\"x\",\"cluster\":\"a/b\"} | cluster",
        "/drainQueueBatch | {\"maxMessages\":0}           | maxMessages",
        "/drainQueueBatch | {\"maxMessages\":1000001}     | maxMessages",
        "/drainQueueBatch | {\"maxMessages\":\"5\"}       | maxMessages",
        "/drainQueueBatch | {\"maxMessages\":1.5}         | maxMessages",
        "/drainQueueBatch | {\"maxMessages\":99999999999999999999} | maxMessages",
        "/drainQueueBatch | {\"budgetMs\":99}             | budgetMs",
        "/drainQueueBatch | {\"budgetMs\":true}           | budgetMs",
        "/drainQueueBatch | {\"cluster\":\"..\"}          | cluster",
        "/drainQueueBatch | {\"cluster\":{}}              | cluster",
        "/drainQueueBatch | {\"max\":5}                   | max",
      })
  void aFieldThatCannotBeUsedIsNamed(String path, String body, String field) {
    error(post(path, body), 400, "invalid_input", field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{", "[]", "{} {}", "\"text\"", "{\"cluster\":\"a\",\"cluster\":\"b\"}", "5"})
  void aBodyThatIsNoObjectIsRefused(String body) {
    error(post("/drainQueueBatch", body), 400, "invalid_input");
    error(post("/ingestCsvChunk", body), 400, "invalid_input");
  }

  @Test
  void aCsvWithoutAKnownHeaderIsRefused() {
    error(post("/ingestCsvChunk", "{\"csv\":\"a,b\\n1,2\\n\"}"), 400, "invalid_input");
    error(upload("headless", "a,b\n1,2\n", "Content-Type", "text/csv"), 400, "invalid_input");
    error(upload("headless", "", "Content-Type", "text/csv"), 400, "invalid_input");
  }

  @Test
  void theBodyOfAFunctionIsBounded() {
    String large = "{\"csv\":\"" + "x".repeat(11 << 20) + "\"}";

    error(post("/ingestCsvChunk", large), 413, "too_large");
  }

  @Test
  void aDrainNeedsNoBody() {
    given().when().post("/drainQueueBatch").then().statusCode(200).body("cluster", nullValue());
    post("/drainQueueBatch", "{}").statusCode(200).body("partitions", hasSize(0));
    post("/drainQueueBatch", "null").statusCode(200);
    post("/drainQueueBatch", "{\"cluster\":null,\"maxMessages\":1,\"budgetMs\":100}")
        .statusCode(200)
        .body("cluster", nullValue());
  }

  @Test
  void aChunkIsIngestedDrainedAndQueried() {
    String csv = Csv.series("chunk-a", UTIL, 1, 2, 3).replace("\n", "\\n");
    String body = "{\"cluster\":\"chunk\",\"csv\":\"" + csv + "x,y\\n\"}";
    post("/ingestCsvChunk", body)
        .statusCode(200)
        .contentType("application/json")
        .headers(FOR_DATA)
        .body("cluster", equalTo("chunk"))
        .body("chunk", equalTo(0))
        .body("chunks", nullValue())
        .body("rows", equalTo(4))
        .body("values", equalTo(4))
        .body("accepted", equalTo(3))
        .body("rejected", equalTo(1))
        .body("missing", equalTo(0))
        .body("messages", equalTo(1))
        .body("rejects[0].line", equalTo(5))
        .body("rejects[0].text", equalTo("x,y"))
        .body("alreadyIngested", equalTo(false));
    post("/ingestCsvChunk", body)
        .statusCode(200)
        .body("alreadyIngested", equalTo(true))
        .body("messages", equalTo(0))
        .body("accepted", equalTo(3));

    post("/drainQueueBatch", "{\"cluster\":\"chunk\"}")
        .statusCode(200)
        .body("messages", equalTo(1))
        .body("added", equalTo(3))
        .body("remaining", equalTo(0));
    get("/queryGpu?cluster=chunk&gpu=GPU-chunk-a&from=2026-01-01T00:00:01Z&to=now")
        .statusCode(200)
        .body("host", equalTo("chunk-a"))
        .body("gpu", equalTo("0"))
        .body("series[0].metric", equalTo(UTIL))
        .body("series[0].points", hasSize(2))
        .body("series[0].points[0]", equalTo(List.of(1767225601000L, 2)));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/csv/upload?cluster=a%2Fb, 400, invalid_input, cluster",
    "/api/v1/csv/upload?klaster=a, 400, invalid_input, klaster",
    "/api/v1/csv/upload?tz=Berlin, 400, invalid_input, tz",
  })
  void aParameterOfAnUploadThatCannotBeUsedIsNamed(
      String path, int status, String code, String field) {
    error(given().urlEncodingEnabled(false).when().post(path).then(), status, code, field);
  }

  @Test
  void localTimesAreThoseOfTheZoneThatIsGiven() {
    String csv =
        """
        timestamp,gpu_id,hostname,bytes
        2025-10-26 02:30:00,0,zone,1
        2025-10-26 02:30:00,0,zone,18446744073709551615
        """;
    error(upload("zones", csv, "Content-Type", "text/csv"), 400, "invalid_input", "tz");
    error(chunk("zones", csv, null), 400, "invalid_input", "tz");
    error(chunk("zones", csv, "Mars"), 400, "invalid_input", "tz");

    given()
        .queryParam("cluster", "zones")
        .queryParam("tz", "Europe/Berlin")
        .multiPart("file", "a.csv.gz", Csv.gzip(csv))
        .when()
        .post(UPLOAD)
        .then()
        .statusCode(200)
        .body("accepted", equalTo(2))
        .body("inexact", equalTo(1))
        .body("alreadyIngested", equalTo(false));
    chunk("zones", csv, "Europe/Berlin").statusCode(200).body("alreadyIngested", equalTo(true));
    chunk("zones", csv, "UTC").statusCode(200).body("alreadyIngested", equalTo(false));
  }

  private static ValidatableResponse chunk(String cluster, String csv, String zone) {
    Map<String, String> body = new HashMap<>();
    body.put("cluster", cluster);
    body.put("csv", csv);
    body.put("tz", zone);
    return given().contentType("application/json").body(body).when().post("/ingestCsvChunk").then();
  }

  @Test
  void anUploadMayComePlainCompressedAsAFormOrInPieces() {
    String csv = Csv.series("u", UTIL, 1, 2, 3);
    upload("plain", csv, "Content-Type", "text/csv")
        .statusCode(200)
        .body("chunks", equalTo(1))
        .body("accepted", equalTo(3));
    upload("typed", csv, "Content-Type", "text/csv; charset=utf-8").body("accepted", equalTo(3));
    upload("bytes", csv, "Content-Type", "application/octet-stream").body("accepted", equalTo(3));
    upload("gz", Csv.gzip(csv), "Content-Type", "text/csv", "Content-Encoding", "gzip")
        .statusCode(200)
        .body("accepted", equalTo(3));
    form("form", "file", "a.csv", utf8(csv)).statusCode(200).body("accepted", equalTo(3));
    form("form-gz", "file", "a.csv.gz", Csv.gzip(csv)).body("accepted", equalTo(3));
  }

  private static ValidatableResponse form(String cluster, String field, String file, byte[] body) {
    return given()
        .queryParam("cluster", cluster)
        .multiPart(field, file, body)
        .when()
        .post(UPLOAD)
        .then();
  }

  @Test
  void anUploadMayBePackedAndEncodedAsPeopleHaveIt() {
    String csv = Csv.series("packed", UTIL, 1, 2, 3);
    byte[] utf16 = ("\uFEFF" + csv).getBytes(StandardCharsets.UTF_16LE);
    upload("zip", Packed.zip("a.csv", csv)).body("accepted", equalTo(3));
    upload("zip", Packed.zip("a.csv.gz", Csv.gzip(csv)), "Content-Type", "application/zip")
        .body("alreadyIngested", equalTo(true));
    form("zip", "file", "a.zip", Packed.zip("a.csv", utf16)).body("alreadyIngested", equalTo(true));
    upload("zstd", Packed.zstd(csv), "Content-Encoding", "zstd").body("accepted", equalTo(3));
    form("zstd", "file", "a", Packed.zstd(csv)).body("alreadyIngested", equalTo(true));
    upload("utf16", utf16, "Content-Type", "text/plain").body("accepted", equalTo(3));
  }

  @Test
  void aCharsetIsReadWhereItsNameIsKnown() {
    String csv = Csv.series("latin", UTIL, 1, 2).replace("H100", "Größe 100");
    byte[] latin = csv.getBytes(StandardCharsets.ISO_8859_1);
    upload("latin", latin, "Content-Type", "text/csv; charset=ISO-8859-1")
        .body("accepted", equalTo(2));
    upload("latin", csv, "Content-Type", "text/csv; charset=\"utf-8\"")
        .body("alreadyIngested", equalTo(true));
    error(
            upload("latin", latin, "Content-Type", "text/csv; charset=klingon"),
            415,
            "unsupported_media_type")
        .body("error.message", containsString("windows-1252"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/vnd.ms-excel",
        "text/tab-separated-values",
        "application/json",
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "application/x-www-form-urlencoded",
      })
  void theTypeThatAToolSendsDoesNotMatter(String type) throws Exception {
    String csv = Csv.series("types", UTIL, 1, 2, 3);
    Asker.Reply answer = send("POST", UPLOAD + "?cluster=types", csv, "Content-Type", type);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"accepted\":3,");
  }

  @Test
  void aZipOfSeveralFilesIsRefusedWithTheirNames() {
    byte[] zip = Packed.zip(new TreeMap<>(Map.of("a.csv", utf8("a\n"), "b.csv", utf8("b\n"))));
    error(upload("several", zip), 400, "invalid_input")
        .body("error.field", equalTo("body"))
        .body("error.message", containsString("a.csv, b.csv"));
    error(get("/clusterStats?cluster=several"), 404, "not_found");
  }

  @Test
  void theSameContentIsTheSameUploadHoweverItComes() {
    String csv = Csv.series("same", UTIL, 1, 2, 3);
    upload("same", csv, "Content-Type", "text/csv").body("alreadyIngested", equalTo(false));
    form("same", "file", "b.csv.gz", Csv.gzip(csv)).body("alreadyIngested", equalTo(true));
  }

  @Test
  void anUploadThatCannotBeReadQueuesNothing() {
    String csv = Csv.series("bad", UTIL, 1, 2, 3);
    byte[] gzip = Csv.gzip(csv);
    byte[] cut = java.util.Arrays.copyOf(gzip, gzip.length - 9);
    error(
        upload("bad", cut, "Content-Type", "text/csv", "Content-Encoding", "gzip"),
        400,
        "invalid_input");
    error(
        upload("bad", csv, "Content-Type", "text/csv", "Content-Encoding", "gzip"),
        400,
        "invalid_input");
    error(
        upload("bad", csv, "Content-Type", "text/csv", "Content-Encoding", "br"),
        415,
        "unsupported_media_type");
    byte[] zip = Packed.zip("a.csv", csv);
    error(upload("bad", java.util.Arrays.copyOf(zip, zip.length - 9)), 400, "invalid_input");
    error(upload("bad", csv, "Content-Encoding", "zstd"), 400, "invalid_input", "body");
    error(upload("bad", csv, "Content-Type", "text/html"), 415, "unsupported_media_type");
    error(form("bad", "upload", "a.csv", utf8(csv)), 400, "invalid_input", "file");

    error(get("/clusterStats?cluster=bad"), 404, "not_found");
  }

  @Test
  void anUploadIsBoundedByItsInflatedSizeAlone() {
    String rows = Csv.row(1, "large", UTIL, "1");
    String large = Csv.LONG + rows.repeat((12 << 20) / rows.length());
    upload("large", large, "Content-Type", "text/csv").statusCode(200);

    byte[] bomb = Csv.gzip(Csv.LONG + rows.repeat((21 << 20) / rows.length()));
    assertThat(bomb).hasSizeLessThan(1 << 20);
    error(
        upload("bomb", bomb, "Content-Type", "text/csv", "Content-Encoding", "gzip"),
        413,
        "too_large");
    error(get("/clusterStats?cluster=bomb"), 404, "not_found");
  }

  @Test
  void aSenderThatGoesAwayHalfWayQueuesNothing() throws IOException {
    String csv = Csv.series("gone", UTIL, 1, 2, 3);
    byte[] body = utf8(csv);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      OutputStream out = socket.getOutputStream();
      out.write(utf8("POST " + UPLOAD + "?cluster=gone HTTP/1.1\r\nHost: localhost\r\n"));
      out.write(
          utf8("Content-Type: text/csv\r\nContent-Length: " + (body.length + 9) + "\r\n\r\n"));
      out.write(body);
      out.flush();
    }
    upload("stays", csv, "Content-Type", "text/csv").statusCode(200);
    post("/drainQueueBatch", "{}").statusCode(200);

    error(get("/clusterStats?cluster=gone"), 404, "not_found");
  }

  @Test
  void aBodyInPiecesIsAWholeBody() throws IOException {
    String csv = Csv.series("pieces", UTIL, 1, 2, 3);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      OutputStream out = socket.getOutputStream();
      out.write(utf8("POST " + UPLOAD + "?cluster=pieces HTTP/1.1\r\nHost: localhost\r\n"));
      out.write(utf8("Expect: 100-continue\r\nConnection: close\r\n"));
      out.write(utf8("Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n"));
      out.flush();
      byte[] first = socket.getInputStream().readNBytes(25);
      assertThat(new String(first, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 100 Continue");
      for (String line : csv.lines().map(row -> row + "\n").toList()) {
        out.write(utf8(Integer.toHexString(line.length()) + "\r\n" + line + "\r\n"));
        out.flush();
      }
      out.write(utf8("0\r\n\r\n"));
      out.flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 200").contains("\"accepted\":3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://example.com", "http://127.0.0.1:1", "null", "file://"})
  void aFormOfAnotherSiteChangesNothing(String origin) {
    String csv = Csv.series("foreign", UTIL, 1).replace("\n", "\\n");
    String body = "{\"cluster\":\"foreign\",\"csv\":\"" + csv + "\"}";

    error(from(origin).body(body).when().post("/ingestCsvChunk").then(), 403, "forbidden");
    error(from(origin).when().post("/drainQueueBatch").then(), 403, "forbidden");
    error(
        from(origin).multiPart("file", "a.csv", utf8(csv)).when().post(UPLOAD).then(),
        403,
        "forbidden");

    error(from(origin).when().get("/clusterStats?cluster=foreign").then(), 404, "not_found");
  }

  @Test
  void aPageOfThisServerMayChangeSomething() {
    from("http://localhost:" + RestAssured.port)
        .header("Host", "localhost:" + RestAssured.port)
        .when()
        .post("/drainQueueBatch")
        .then()
        .statusCode(200);
  }

  private static RequestSpecification from(String origin) {
    return given().header("Origin", origin);
  }

  @Test
  void healthAndReadinessSayYes() {
    given()
        .when()
        .get("/health")
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("status", equalTo("UP"))
        .body("checks.drain.status", equalTo("OFF"))
        .body("checks.drain.waitingMessages", greaterThanOrEqualTo(0))
        .body("checks.etcd.reachable", equalTo(true))
        .body("checks.etcd.error", nullValue())
        .body("checks.alarms", hasSize(0));
    given()
        .when()
        .get("/ready")
        .then()
        .statusCode(200)
        .headers(FOR_DATA)
        .body("status", equalTo("READY"));
    given().when().head("/health").then().statusCode(200);
  }

  @Test
  void messagesWaitWhileTheDrainIsOff() {
    upload("waits", Csv.series("w", UTIL, 1), "Content-Type", "text/csv").statusCode(200);

    Map<String, Integer> queue =
        get("/clusterStats?cluster=waits").statusCode(200).extract().path("queue");
    assertThat(queue).containsEntry("messages", 1).containsEntry("deadLetters", 0);
  }
}
