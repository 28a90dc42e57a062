package nexus.functions.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FetcherTest {

  private final HeldBytes held = new HeldBytes(32 << 20);
  private final Fetcher fetcher = new Fetcher(Duration.ofMinutes(1));
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  private void serve(String path, Answering answering) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            answering.answer(exchange);
          }
        });
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private byte[] fetch(Fetcher with, String path) {
    try (HeldBytes.Share share = held.open()) {
      byte[] body = with.fetch(at(path), share).join();
      assertThat(held.held()).isEqualTo(body.length);
      return body;
    }
  }

  private void assertFails(String path, String why) {
    assertThatThrownBy(() -> fetch(fetcher, path))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ScrapeFailedException.class)
        .hasMessageContaining(why);
    assertThat(held.held()).isZero();
  }

  @Test
  void theTextIsTakenAsItIs() {
    serve("/metrics", exchange -> send(exchange, 200, "a 1\n".getBytes(UTF_8)));
    serve("/nothing", exchange -> send(exchange, 200, new byte[0]));

    assertThat(fetch(fetcher, "/metrics")).asString(UTF_8).isEqualTo("a 1\n");
    assertThat(fetch(fetcher, "/nothing")).isEmpty();
    assertThat(held.held()).isZero();
  }

  @Test
  void noRedirectIsFollowed() {
    AtomicInteger elsewhere = new AtomicInteger();
    serve(
        "/elsewhere",
        exchange -> {
          elsewhere.incrementAndGet();
          send(exchange, 200, new byte[0]);
        });
    serve(
        "/metrics",
        exchange -> {
          exchange.getResponseHeaders().add("Location", at("/elsewhere").toString());
          send(exchange, 302, new byte[0]);
        });

    assertFails("/metrics", "it answered 302, and no redirect is followed");
    assertThat(elsewhere).hasValue(0);
  }

  @Test
  void onlyAWholeTextIsTaken() {
    serve("/fault", exchange -> send(exchange, 500, "a 1\n".getBytes(UTF_8)));
    serve(
        "/gzip",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          send(exchange, 200, new byte[9]);
        });

    assertFails("/fault", "it answered 500");
    assertFails("/gzip", "Content-Encoding gzip");
  }

  @Test
  void aTextThatWasCutOffIsNone() {
    serve("/cut", exchange -> send(exchange, 200, "a 1\nb 12".getBytes(UTF_8)));
    serve(
        "/open",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/openmetrics-text");
          send(exchange, 200, "a 1\n".getBytes(UTF_8));
        });

    assertFails("/cut", "its last line ends with a line feed");
    assertFails("/open", "OpenMetrics ends with the line # EOF");
  }

  @Test
  void aTextIsBoundedAndSoAreAllTogether() {
    serve(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = new byte[64 << 10];
          for (int sent = 0; sent <= Fetcher.MOST_BYTES; sent += part.length) {
            exchange.getResponseBody().write(part);
          }
        });

    assertFails("/endless", "more than " + Fetcher.MOST_BYTES);
    try (HeldBytes.Share others = held.open()) {
      assertThat(others.take(32 << 20)).isTrue();
      HeldBytes.Share share = held.open();
      assertThatThrownBy(() -> fetcher.fetch(at("/endless"), share).join())
          .cause()
          .isInstanceOfSatisfying(
              ScrapeFailedException.class, failed -> assertThat(failed.isOurs()).isTrue());
      share.close();
    }
    assertThat(held.held()).isZero();
  }

  @Test
  void whoDoesNotEndInTimeIsLeft() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    serve(
        "/silent",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('a');
          exchange.getResponseBody().flush();
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    assertThatThrownBy(() -> fetch(new Fetcher(Duration.ofMillis(200)), "/silent"))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(held.held()).isZero();
    assertThat(fetcher.deadline()).isEqualTo(Duration.ofSeconds(10));
  }
}
