package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import nexus.local.LocalFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConnectionTest {

  private final Set<InetSocketAddress> senders = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);
  private HttpServer server;
  private Connection connection;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/echo", this::echo);
    server.createContext("/large", exchange -> answer(exchange, 200, "x".repeat(1 << 20)));
    server.createContext("/refuse", exchange -> answer(exchange, 418, "no"));
    server.createContext("/nothing", exchange -> answer(exchange, 404, "nothing"));
    server.createContext("/stream", ConnectionTest::stream);
    server.createContext("/silent", exchange -> await());
    server.start();
    connection = open(Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    connection.close();
    ended.countDown();
    server.stop(0);
  }

  @Test
  void requestsFollowEachOtherOnOneConnection() {
    assertThat(text(connection.get("/echo?a=1"))).isEqualTo("GET /echo?a=1 null ");
    assertThat(text(connection.post("/echo", "{\"é\":1}")))
        .isEqualTo("POST /echo application/json {\"é\":1}");
    assertThat(text(connection.get("/echo"))).isEqualTo("GET /echo null ");
    assertThat(senders).hasSize(1);
  }

  @Test
  void answerMayBeLargerThanTheBuffer() {
    assertThat(connection.get("/large")).hasSize(1 << 20);
    assertThat(text(connection.get("/echo"))).isEqualTo("GET /echo null ");
  }

  @Test
  void fileArrivesWhole(@TempDir Path folder) throws IOException {
    String content = "a,b\n".repeat(100_000);
    Path file = Files.writeString(folder.resolve("a.csv"), content);

    assertThat(text(connection.upload("/echo", file))).isEqualTo("POST /echo text/csv " + content);
    assertThat(text(connection.get("/echo"))).isEqualTo("GET /echo null ");
  }

  @Test
  void streamArrivesWhole() {
    byte[] answer =
        connection.upload(
            "/echo",
            out -> {
              out.write('1');
              out.write(new byte[0]);
              out.write("23".repeat(50_000).getBytes(StandardCharsets.US_ASCII));
            });

    assertThat(text(answer)).isEqualTo("POST /echo text/csv 1" + "23".repeat(50_000));
    assertThat(text(connection.get("/echo"))).isEqualTo("GET /echo null ");
  }

  @Test
  void pathsThatAreSentAtOnceAreAnsweredInTheirOrder() {
    List<Optional<byte[]>> found =
        connection.find(List.of("/echo?1", "/large", "/nothing", "/echo?2"));

    assertThat(found).hasSize(4);
    assertThat(found.get(0).map(ConnectionTest::text)).contains("GET /echo?1 null ");
    assertThat(found.get(1)).hasValueSatisfying(large -> assertThat(large).hasSize(1 << 20));
    assertThat(found.get(2)).isEmpty();
    assertThat(found.get(3).map(ConnectionTest::text)).contains("GET /echo?2 null ");
  }

  @Test
  void refusalIsToldInTheServersWords() {
    assertThatThrownBy(() -> connection.get("/refuse"))
        .isInstanceOf(LocalFailure.class)
        .hasMessageContaining("GET /refuse answered HTTP/1.1 418")
        .hasMessageEndingWith(": no");
  }

  @Test
  void answerInChunksArrivesWhole() {
    assertThat(text(connection.get("/stream"))).isEqualTo("1" + "23".repeat(50_000));
    assertThat(text(connection.get("/echo"))).isEqualTo("GET /echo null ");
    assertThat(senders).hasSize(1);
  }

  @Test
  void fileMayStandBetweenOtherBytes(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "file");
    byte[] before = "before ".getBytes(StandardCharsets.US_ASCII);
    byte[] after = " after".getBytes(StandardCharsets.US_ASCII);
    assertThat(text(connection.upload("/echo", "text/plain", before, file, after)))
        .isEqualTo("POST /echo text/plain before file after");
  }

  @Test
  void answerThatDoesNotComeIsNotWaitedForEver() {
    try (Connection impatient = open(Duration.ofMillis(50))) {
      assertThatThrownBy(() -> impatient.get("/silent"))
          .hasMessage("GET /silent was not answered in time");
    }
  }

  @Test
  void endOfTheServerIsAFailure() {
    connection.get("/echo");
    ended.countDown();
    server.stop(0);
    assertThatThrownBy(() -> connection.get("/echo")).isInstanceOf(LocalFailure.class);
    assertThatThrownBy(() -> open(Duration.ofSeconds(1)))
        .isInstanceOf(LocalFailure.class)
        .hasMessageContaining("cannot connect");
  }

  private Connection open(Duration patience) {
    return Connection.open(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), patience);
  }

  private void echo(HttpExchange exchange) throws IOException {
    senders.add(exchange.getRemoteAddress());
    String body = text(exchange.getRequestBody().readAllBytes());
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    answer(
        exchange,
        200,
        exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + type + " " + body);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void stream(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write('1');
      body.flush();
      body.write("23".repeat(50_000).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void await() {
    try {
      ended.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
