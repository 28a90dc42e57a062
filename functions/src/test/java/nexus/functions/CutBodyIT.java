package nexus.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import nexus.functions.testing.Application;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Await;
import nexus.functions.testing.Csv;
import nexus.functions.testing.Http2Frames;
import nexus.functions.testing.RawConnection;
import nexus.telemetry.kv.jetcd.EtcdServer;
import nexus.telemetry.testing.Packed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that end before they are whole, in every way they can: nothing of them is ever queued. */
final class CutBodyIT {

  @TempDir private static Path folder;

  private static EtcdServer etcd;
  private static Application application;

  /** Its last value is 123456, and 123 where it is cut. */
  private static final String CSV = Csv.series("cut", "M", 1, 2, 123456);

  private static final String CUT = CSV.substring(0, CSV.indexOf("123456") + 3);
  private static final String FORM =
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";

  private String cluster;

  @BeforeAll
  static void launch() {
    etcd = EtcdServer.launch();
    application =
        Application.start(
                folder.resolve("log"),
                Map.of("ETCD_ENDPOINTS", etcd.endpoint(), "DRAIN_ENABLED", "false"))
            .awaitListening();
  }

  @AfterAll
  static void close() {
    application.close();
    etcd.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    cluster = "c" + Integer.toHexString(test.getDisplayName().hashCode());
  }

  private String head(String type, String framing) {
    return "POST /api/v1/csv/upload?cluster="
        + cluster
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        + type
        + "\r\n"
        + framing
        + "\r\n\r\n";
  }

  private static String length(int bytes) {
    return "Content-Length: " + bytes;
  }

  /** What a body is answered that comes as it says it does. */
  private String whole(String type, byte[] body) throws IOException {
    try (RawConnection connection = new RawConnection(application.port())) {
      return connection.send(head(type, length(body.length))).send(body).answer();
    }
  }

  private long queued() throws Exception {
    Asker.Reply uploads = application.ask("GET", "/api/v1/ingests?cluster=" + cluster);
    Asker.Reply stats = application.ask("GET", "/clusterStats?cluster=" + cluster);
    return stats.status() == 404
        ? uploads.json().getList("ingests").size()
        : stats.json().getLong("queue.messages");
  }

  private void assertRefused(String answer, String reason) throws Exception {
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"invalid_input\"", reason);
    assertThat(queued()).isZero();
  }

  private void assertBrokenOff() throws Exception {
    Await.until(
        "the application notices",
        () -> application.log().contains("nothing is queued: cluster=" + cluster));
    assertThat(queued()).isZero();
  }

  @Test
  void whatIsWholeIsQueued() throws Exception {
    String body = FORM + CSV + "\r\n--b--\r\nsome epilogue";
    String answer = whole("multipart/form-data; boundary=b", body.getBytes(ISO_8859_1));

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"accepted\":3");
    assertThat(queued()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\r\n", "\r\n--", "\r\n--b", "\r\n--b\r\n", "\r\n--b-"})
  void aFormWithoutItsClosingBoundaryIsRefused(String end) throws Exception {
    String body = FORM + CUT + end;

    assertRefused(
        whole("multipart/form-data; boundary=b", body.getBytes(ISO_8859_1)),
        "it ends without its closing boundary");
  }

  @Test
  void aFormOfWhichTheNextPartIsCutOffIsRefused() throws Exception {
    String next = "\r\n--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nbeg";
    byte[] body = (FORM + CSV + next).getBytes(ISO_8859_1);

    assertRefused(
        whole("multipart/form-data; boundary=b", body), "it ends without its closing boundary");
  }

  @Test
  void aFormThatNamesNoBoundaryIsRefused() throws Exception {
    byte[] body = (FORM + CSV + "\r\n--b--\r\n").getBytes(ISO_8859_1);

    assertRefused(whole("multipart/form-data", body), "comes with a boundary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zip", "zstd"})
  void whatIsCompressedAndCutOffIsRefused(String container) throws Exception {
    byte[] packed =
        switch (container) {
          case "gzip" -> Csv.gzip(CSV);
          case "zip" -> Packed.zip("a.csv", CSV.getBytes(StandardCharsets.UTF_8));
          default -> Packed.zstd(CSV.getBytes(StandardCharsets.UTF_8));
        };
    for (int left : new int[] {1, 4, 9, packed.length / 2}) {
      byte[] cut = Arrays.copyOf(packed, packed.length - left);
      assertRefused(whole("application/octet-stream", cut), "the body is no " + container);
    }
    assertThat(whole("application/octet-stream", packed)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aConnectionThatIsClosedBeforeTheLengthIsThereQueuesNothing() throws Exception {
    try (RawConnection connection = new RawConnection(application.port())) {
      connection.send(head("text/csv", length(CSV.length()))).send(CUT);
    }
    assertBrokenOff();
  }

  @Test
  void aConnectionThatIsResetQueuesNothing() throws Exception {
    RawConnection connection = new RawConnection(application.port());
    connection.send(head("text/csv", length(CSV.length()))).send(CUT);
    connection.reset();

    // The reset may come before any of the request was read: then there is nothing to tell of.
    assertThat(queued()).isZero();
  }

  @Test
  void aFormWhoseConnectionIsClosedInItsMiddleQueuesNothing() throws Exception {
    try (RawConnection connection = new RawConnection(application.port())) {
      String whole = FORM + CSV + "\r\n--b--\r\n";
      connection
          .send(head("multipart/form-data; boundary=b", length(whole.length())))
          .send(FORM + CUT);
    }
    assertBrokenOff();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0\r\n", "7\r\nabc"})
  void chunksWithoutTheLastOneQueueNothing(String end) throws Exception {
    try (RawConnection connection = new RawConnection(application.port())) {
      String chunk = Integer.toHexString(CUT.length()) + "\r\n" + CUT + "\r\n";
      connection.send(head("text/csv", "Transfer-Encoding: chunked") + chunk + end);
    }
    assertBrokenOff();
  }

  @Test
  void chunksAreQueuedWithTheLastOne() throws Exception {
    try (RawConnection connection = new RawConnection(application.port())) {
      String chunk = Integer.toHexString(CSV.length()) + "\r\n" + CSV + "\r\n";
      connection.send(head("text/csv", "Transfer-Encoding: chunked") + chunk + "0\r\n\r\n");

      assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
    }
    assertThat(queued()).isEqualTo(1);
  }

  private byte[] http2(boolean withLength, byte[]... frames) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(":method", "POST");
    fields.put(":scheme", "http");
    fields.put(":authority", "localhost");
    fields.put(":path", "/api/v1/csv/upload?cluster=" + cluster);
    fields.put("content-type", "text/csv");
    if (withLength) {
      fields.put("content-length", Integer.toString(CSV.length()));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Http2Frames.begin());
    bytes.writeBytes(Http2Frames.request(fields));
    for (byte[] frame : frames) {
      bytes.writeBytes(frame);
    }
    return bytes.toByteArray();
  }

  @Test
  void overHttp2AWholeBodyIsQueued() throws Exception {
    try (RawConnection connection = new RawConnection(application.port())) {
      connection.send(http2(true, Http2Frames.data(CSV.getBytes(ISO_8859_1), true)));

      Await.until("queued", () -> isQueued());
    }
  }

  private boolean isQueued() {
    try {
      return queued() == 1;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void overHttp2ARequestThatIsGivenUpQueuesNothing() throws Exception {
    try (RawConnection connection = new RawConnection(application.port())) {
      byte[] some = Http2Frames.data(CUT.getBytes(ISO_8859_1), false);
      connection.send(http2(false, some, Http2Frames.cancel()));
      assertBrokenOff();
    }
  }

  @Test
  void overHttp2AConnectionThatIsClosedQueuesNothing() throws Exception {
    try (RawConnection connection = new RawConnection(application.port())) {
      connection.send(http2(false, Http2Frames.data(CUT.getBytes(ISO_8859_1), false)));
    }
    assertBrokenOff();
  }

  @Test
  void overHttp2ABodyThatIsShorterThanItSaysQueuesNothing() throws Exception {
    try (RawConnection connection = new RawConnection(application.port())) {
      connection.send(http2(true, Http2Frames.data(CUT.getBytes(ISO_8859_1), true)));
      assertBrokenOff();
    }
  }
}
