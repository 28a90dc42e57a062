package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BodyWatchTest {

  private static final long STALLED_MS = 1_000;

  private final Vertx vertx = Vertx.vertx();
  private HttpServer server;

  @BeforeEach
  void listen() {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            context -> {
              BodyWatch.begin(context, STALLED_MS);
              context.request().handler(piece -> {}).endHandler(end -> context.end("all"));
            });
    router
        .route()
        .failureHandler(
            context -> {
              int status = ((StatusException) context.failure()).status();
              context.response().setStatusCode(status).putHeader("Connection", "close").end();
            });
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private String answer(String head, String... pieces) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      for (String piece : pieces) {
        out.write(piece.getBytes(StandardCharsets.US_ASCII));
      }
      out.flush();
      byte[] answer = new byte[1_024];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, length, StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aBodyThatIsHeldBackIsEnded() throws IOException {
    assertThat(answer("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n", "half"))
        .startsWith("HTTP/1.1 408");
    assertThat(
            answer("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nha"))
        .startsWith("HTTP/1.1 408");
  }

  @Test
  void aBodyOfWhichNextToNothingComesIsEnded() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      OutputStream out = socket.getOutputStream();
      String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      while (socket.getInputStream().available()
          == 0) { // a byte each tick, for as long as it lasts
        out.write('x');
        Thread.sleep(STALLED_MS / 4);
      }
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 408");
    }
  }

  /** Also where some came in the meantime: from then on it counts, and not from a later look. */
  @Test
  void aStallIsToldWhenItHasLastedSoLong() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      OutputStream out = socket.getOutputStream();
      String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[50_000]);
      long begun = System.nanoTime();
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 408");
      assertThat(System.nanoTime() - begun).isLessThan(2 * STALLED_MS * 1_000_000);
    }
  }

  @Test
  void aBodyThatIsWholeOrNoneIsNot() throws IOException {
    assertThat(answer("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n", "full"))
        .startsWith("HTTP/1.1 200");
    assertThat(answer("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200");
  }
}
