package nexus.local.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real HTTP server with recorded answers: each is given once, the last one for ever. */
final class RecordedServer implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, Queue<Recorded>> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private record Recorded(int status, String body) {}

  RecordedServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers {@code GET /path} with {@code body}, in which ' stands for ". */
  RecordedServer answer(String request, int status, String body) {
    answers
        .computeIfAbsent(request, key -> new ArrayDeque<>())
        .add(new Recorded(status, body.replace('\'', '"')));
    return this;
  }

  /** What came, {@code POST /path?query body}. */
  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    requests.add(
        (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
    Queue<Recorded> recorded = answers.getOrDefault(request, new ArrayDeque<>());
    Recorded answer = recorded.size() > 1 ? recorded.poll() : recorded.peek();
    if (answer == null) {
      answer =
          new Recorded(404, "{\"error\":{\"code\":\"not_found\",\"message\":\"nothing here\"}}");
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    if (answer.status() == 429 || answer.status() == 503) {
      exchange.getResponseHeaders().add("Retry-After", "0");
    }
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
