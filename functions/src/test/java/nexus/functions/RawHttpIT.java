package nexus.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import nexus.functions.testing.Application;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Await;
import nexus.functions.testing.Csv;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client library sends, sent to the application as it is delivered. */
@Timeout(60)
final class RawHttpIT {

  private static final int PATIENCE_MS = 20_000;
  private static final String UPLOAD = "POST /api/v1/csv/upload?cluster=raw HTTP/1.1\r\n";
  private static final String DRAIN = "POST /drainQueueBatch HTTP/1.1\r\n";
  private static final String LOCAL = "Host: localhost\r\n";
  private static final String CSV_TYPE = "Content-Type: text/csv\r\n";

  @TempDir private static Path folder;
  private static EtcdServer etcd;
  private static Application application;

  @BeforeAll
  static void launch() {
    etcd = EtcdServer.launch();
    Map<String, String> settings =
        Map.of(
            "ETCD_ENDPOINTS", etcd.endpoint(),
            "DRAIN_ENABLED", "false",
            "ALLOWED_HOSTS", "telemetry.example, gpu");
    application = Application.start(folder.resolve("log"), settings).awaitListening();
  }

  @AfterAll
  static void close() {
    if (application != null) {
      application.close();
    }
    if (etcd != null) {
      etcd.close();
    }
  }

  @AfterEach
  void nothingIsUnforeseen() {
    assertThat(application.log()).doesNotContain("\tat ", "ERROR");
  }

  /** All that is answered until the application closes the connection. */
  private static String send(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), application.port())) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      in.transferTo(answer);
      return answer.toString(UTF_8);
    }
  }

  private static String get(String headers) throws IOException {
    return send("GET /api/v1/fields?limit=1 HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n");
  }

  private static void isError(String answer, int status, String code) {
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer).contains("{\"error\":{\"code\":\"" + code + "\"");
    assertThat(answer.toLowerCase(Locale.ROOT)).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:1",
        "127.0.0.1:8080",
        "[::1]",
        "10.9.8.7",
        "telemetry.example",
        "GPU"
      })
  void itAnswersForItsOwnNamesAndForAddresses(String host) throws IOException {
    assertThat(get("Host: " + host + "\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:8080", "127.0.0.1.evil.example"})
  void aSiteThatPointsItsNameHereIsRefused(String host) throws IOException {
    isError(get("Host: " + host + "\r\n"), 421, "misdirected_request");
    String health = "GET /health HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n";
    isError(send(health), 421, "misdirected_request");
  }

  @Test
  void theHostOfAnAbsoluteTargetCountsMoreThanTheHeader() throws IOException {
    String behind = " HTTP/1.1\r\nConnection: close\r\n" + LOCAL + "\r\n";
    isError(send("GET http://evil.example/health" + behind), 421, "misdirected_request");
    isError(send("GET HTTP://evil.example:80/health" + behind), 421, "misdirected_request");
    isError(send("GET http://a@localhost/health" + behind), 400, "invalid_input");
    assertThat(send("GET http://localhost/health" + behind)).startsWith("HTTP/1.1 200 ");
    assertThat(send("GET /health?from=http://evil.example/" + behind))
        .doesNotContain("misdirected_request");
  }

  /** What stands behind it may be another request to whoever believes the length. */
  @Test
  void nothingIsReadBehindChunksWithALength() throws IOException {
    String csv = Csv.series("raw", "M", 1);
    String chunks = Integer.toHexString(csv.length()) + "\r\n" + csv + "\r\n0\r\n\r\n";
    String head =
        UPLOAD.replace("=raw", "=both")
            + LOCAL
            + CSV_TYPE
            + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n";
    String answers = send(head + chunks + "GET /health HTTP/1.1\r\n" + LOCAL + "\r\n");

    assertThat(answers).startsWith("HTTP/1.1 200 ").containsIgnoringCase("connection: close");
    assertThat(answers.split("HTTP/1\\.1 ", -1)).hasSize(2);
  }

  @Test
  void theMachinesOwnNameIsAnswered() throws Exception {
    String name = InetAddress.getLocalHost().getHostName();
    Await.until(
        "its names are known",
        () -> {
          try {
            return get("Host: " + name + "\r\n").startsWith("HTTP/1.1 200 ");
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Host: localhost\r\nHost: localhost\r\n", "Host: a b\r\n", "Host:\r\n"})
  void withoutOneHostThatCanBeReadARequestIsBad(String headers) throws IOException {
    isError(get(headers), 400, "invalid_input");
  }

  @Test
  void probesOfHttp10NeedNoHost() throws IOException {
    assertThat(send("GET /health HTTP/1.0\r\n\r\n")).contains(" 200 ");
  }

  /** There the name stands in {@code :authority}, and no {@code Host} is sent. */
  @Test
  void ownPagesMayChangeSomethingOverHttp2() throws Exception {
    String url = "http://localhost:" + application.port();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    client.send(
        HttpRequest.newBuilder(URI.create(url + "/health")).build(),
        HttpResponse.BodyHandlers.discarding());
    String redrive = "/api/v1/deadletters/redrive";

    HttpRequest.Builder post =
        HttpRequest.newBuilder(URI.create(url + redrive))
            .POST(HttpRequest.BodyPublishers.ofString("{\"cluster\":\"raw\"}"));
    HttpResponse<String> own =
        client.send(
            post.copy().header("Origin", url).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(own.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
    HttpResponse<String> foreign =
        client.send(
            post.copy().header("Origin", "http://evil.example").build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(foreign.statusCode()).isEqualTo(403);
  }

  /** A frame of HTTP/2 (RFC 9113, 4.1) on stream 1, or on none. */
  private static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put(new byte[] {0, 0, (byte) payload.length, (byte) type, (byte) flags})
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** Its request has no path, and whoever looks at paths finds none. */
  @Test
  void connectOverHttp2IsRefused() throws IOException {
    byte[] fields = {
      0x02,
      0x07,
      'C',
      'O',
      'N',
      'N',
      'E',
      'C',
      'T', // :method
      0x01,
      0x09,
      'l',
      'o',
      'c',
      'a',
      'l',
      'h',
      'o',
      's',
      't' // :authority
    };
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), application.port())) {
      socket.setSoTimeout(PATIENCE_MS);
      OutputStream out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(UTF_8));
      out.write(frame(4, 0, 0));
      out.write(frame(1, 0x5, 1, fields)); // the end of the stream, and of its fields
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answered = null;
      while (answered == null) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readFully(new byte[5]);
        byte[] payload = in.readNBytes(length);
        answered = type == 1 ? payload : null;
      }
      byte indexed500 = (byte) 0x8e; // RFC 7541, appendix A
      assertThat(answered).isNotEmpty().doesNotContain(indexed500);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/drainQueueBatch",
        "/ingestCsvChunk",
        "/api/v1/write",
        "/v1/metrics",
        "/api/v1/import/prometheus",
        "/api/v1/query",
        "/api/v1/series",
        "/api/v1/deadletters/redrive",
        "/api/v1/formats",
        "/api/v1/csv/upload"
      })
  void aFormWithoutABoundaryIsAnsweredInWords(String path) throws IOException {
    for (String type : new String[] {"form-data; boundary=", "form-data", "mixed; boundary="}) {
      String head =
          "POST %s HTTP/1.1\r\nConnection: close\r\nContent-Type: multipart/%s\r\n"
                  .formatted(path, type)
              + "Content-Length: 1\r\n";
      assertThat(send(head + LOCAL + "\r\nx")).startsWith("HTTP/1.1 ").doesNotContain(" 500 ");
    }
  }

  @Test
  void whoResetsTheConnectionIsNoFaultOfTheApplication() throws Exception {
    for (String begin : new String[] {UPLOAD + CSV_TYPE, DRAIN}) {
      for (int i = 0; i < 5; i++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), application.port())) {
          String head = begin + LOCAL + "Content-Length: 100000\r\n\r\n";
          socket.getOutputStream().write((head + "timestamp,").getBytes(UTF_8));
          Thread.sleep(20);
          socket.setSoLinger(true, 0);
        }
      }
    }
    assertThat(get(LOCAL)).startsWith("HTTP/1.1 200 ");
  }

  /** Else the rows behind it were gone without a word. */
  @ParameterizedTest
  @ValueSource(strings = {"--bx,1", "--b--x", "--bb", "--b--"})
  void aLineOfAFileThatBeginsWithTheFormsBoundaryIsRefused(String line) throws IOException {
    String csv = Csv.series("form", "M", 2) + line + "\n" + Csv.series("form", "M", 2);
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"
            + csv
            + "\r\n--b--\r\n";
    String head =
        UPLOAD
            + LOCAL
            + "Connection: close\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n";
    String answer = send(head + body);

    isError(answer, 400, "invalid_input");
    assertThat(answer).contains("another boundary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-62135596800", "-1", "-0.1", "1e10", "-1e10"})
  void anyTimeoutOfAQueryIsAnswered(String seconds) throws IOException {
    String query = "GET /api/v1/query?query=up&timeout=" + seconds + " HTTP/1.1\r\n";
    assertThat(send(query + "Connection: close\r\n" + LOCAL + "\r\n"))
        .startsWith("HTTP/1.1 ")
        .doesNotContain("internal");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz", "-5", "0x10", "ffffffffffffffffff", "5g", ""})
  void aMalformedChunkSizeIsAnswered(String size) throws Exception {
    for (String begin : new String[] {UPLOAD + CSV_TYPE, DRAIN}) {
      String head = begin + LOCAL + "Transfer-Encoding: chunked\r\n\r\n";
      isError(send(head + size + "\r\nabcde\r\n0\r\n\r\n"), 400, "invalid_input");
      isError(send(head + "2\r\n{}\r\n" + size + "\r\nabcde\r\n"), 400, "invalid_input");
    }
    assertThat(get(LOCAL)).startsWith("HTTP/1.1 200 ");
    assertThat(application.ask("GET", "/api/v1/ingests?cluster=raw").json().getList("ingests"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip, chunked", "gzip", "identity", "chunked, chunked", "x", "chunked, x"})
  void anUnknownTransferCodingIsNotImplemented(String coding) throws IOException {
    for (String begin : new String[] {UPLOAD + CSV_TYPE, DRAIN}) {
      String request = begin + LOCAL + "Transfer-Encoding: " + coding + "\r\n\r\n";
      isError(send(request + "0\r\n\r\n"), 501, "not_implemented");
    }
  }

  @Test
  void chunksThatAreWellFormedAreTaken() throws IOException {
    String csv = Csv.series("raw", "M", 1, 2);
    String body = Integer.toHexString(csv.length()) + ";name=value\r\n" + csv + "\r\n0\r\n\r\n";
    String head =
        UPLOAD + LOCAL + CSV_TYPE + "Connection: close\r\nTransfer-Encoding: Chunked\r\n\r\n";
    assertThat(send(head.replace("=raw", "=chunked") + body))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"accepted\":2");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/csv/upload?cluster=a&cluster=b, cluster",
    "POST, /api/v1/csv/upload?host=a&host=a, host",
    "POST, /api/v1/csv/upload?dryRun=true&dryRun=false, dryRun",
    "POST, /api/v1/csv/upload?tz=UTC&tz=Europe/Berlin, tz",
    "GET, /api/v1/events?cluster=a&cluster=b, cluster",
    "GET, /clusterStats?cluster=a&cluster=b, cluster",
    "GET, /api/v1/ingests?limit=1&limit=2, limit",
    "GET, /metrics?process=only&process=omit, process",
    "GET, /api/v1/telemetry/latest?format=csv&format=json, format",
    "GET, /api/v1/deadletters?cursor=YQ&cursor=Yg, cursor",
  })
  void aParameterOfOneValueIsGivenOnce(String method, String path, String field) throws Exception {
    Asker.Reply reply = application.send(method, path, method.equals("POST") ? "x" : null);

    assertThat(reply.status()).as(new String(reply.body(), UTF_8)).isEqualTo(400);
    assertThat(reply.json().getString("error.field")).isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/pdf                       | 415 | text/csv",
        "multipart/mixed; boundary=x           | 415 | multipart/form-data",
        "multipart/form-data                   | 400 | boundary",
        "multipart/form-data; boundary=        | 400 | boundary",
        "multipart/form-data; charset=utf-8    | 400 | boundary",
        "multipart/form-data; boundary=x       | 400 | file",
        "text/csv; charset=klingon             | 415 | UTF-8",
      })
  void whatIsWrongWithAnUploadsTypeOrFormIsSaid(String type, int status, String says)
      throws Exception {
    String form = "--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n1\r\n--x--\r\n";
    Asker.Reply reply = application.post("/api/v1/csv/upload?cluster=raw", type, form);

    assertThat(reply.status()).as(new String(reply.body(), UTF_8)).isEqualTo(status);
    assertThat(reply.json().getString("error.message")).contains(says);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "form-data",
        "form-data; filename=\"a.csv\"",
        "form-data; name=file",
        "attachment; name=\"file\"",
        "",
      })
  void aFormWithoutAFileIsToldWhatToSend(String disposition) throws Exception {
    String form = "--x\r\nContent-Disposition: " + disposition + "\r\n\r\n1\r\n--x--\r\n";
    Asker.Reply reply =
        application.post("/api/v1/csv/upload?cluster=raw", "multipart/form-data; boundary=x", form);

    assertThat(reply.status()).as(new String(reply.body(), UTF_8)).isEqualTo(400);
    assertThat(reply.json().getString("error.field")).isEqualTo("file");
  }
}
