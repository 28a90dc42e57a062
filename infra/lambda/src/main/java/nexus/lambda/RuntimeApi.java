package nexus.lambda;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server of the Lambda Runtime API (2018-06-01) for one function process.
 *
 * <pre>
 * GET  /runtime/invocation/next              waits for an event
 * POST /runtime/invocation/{id}/response     what the handler answered
 * POST /runtime/invocation/{id}/error        what it threw
 * POST /runtime/init/error                   it could not start
 * GET  /runtime/restore/next                 its start is done: waits for {@link #restore}
 * POST /runtime/restore/error                it could not go on behind the snapshot
 * </pre>
 *
 * <p>As on Lambda, a response of more than {@value #MAX_RESPONSE_BYTES} bytes is refused with 413
 * and becomes an error.
 */
public final class RuntimeApi implements AutoCloseable {

  /** Most bytes of a response. */
  public static final int MAX_RESPONSE_BYTES = 6_291_556;

  private static final String BASE = "/2018-06-01/runtime/";
  private static final String INVOCATION = "invocation/";
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final byte[] NOTHING = {};

  private final HttpServer server = HttpServers.start("lambda-runtime-api", this::handle);
  private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
  private final Map<String, Invocation> running = new ConcurrentHashMap<>();
  private final CompletableFuture<InvocationResult> startFailure = new CompletableFuture<>();
  private final CountDownLatch snapshot = new CountDownLatch(1);
  private final CountDownLatch restored = new CountDownLatch(1);
  private final String functionArn;

  /**
   * Begins to listen on a free port.
   *
   * @param functionArn what an invocation says was invoked
   */
  public RuntimeApi(String functionArn) {
    this.functionArn = functionArn;
  }

  /** Value of the function's variable {@code AWS_LAMBDA_RUNTIME_API}. */
  public String address() {
    return HttpServers.address(server);
  }

  /**
   * Hands an event to the function. Completes with its response or error; never where the function
   * ends, fails to start, or goes on for longer than it may.
   *
   * @param timeout what the function is told as the time it has
   */
  CompletableFuture<InvocationResult> invoke(String event, Duration timeout) {
    Invocation invocation = Invocation.of(event, System.currentTimeMillis() + timeout.toMillis());
    waiting.add(invocation);
    return invocation.result();
  }

  /** Completes with the error of the function's start or restoration, where there is one. */
  CompletableFuture<InvocationResult> startFailure() {
    return startFailure;
  }

  /** Waits until the function is ready for its snapshot. Returns false when it is not in time. */
  public boolean awaitSnapshot(Duration atMost) throws InterruptedException {
    return snapshot.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets a function go on that waits behind its snapshot. */
  public void restore() {
    restored.countDown();
  }

  @Override
  public void close() {
    server.stop(0);
    restored.countDown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      String path = exchange.getRequestURI().getPath();
      String route = path.startsWith(BASE) ? path.substring(BASE.length()) : "";
      switch (exchange.getRequestMethod() + " " + route) {
        case "GET invocation/next" -> next(exchange);
        case "GET restore/next" -> restore(exchange);
        case "POST init/error", "POST restore/error" -> failStart(exchange);
        default -> finish(exchange, route);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    Invocation invocation = waiting.take();
    running.put(invocation.id(), invocation);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
    headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(invocation.deadlineMs()));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", functionArn);
    headers.set(
        "Lambda-Runtime-Trace-Id",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0");
    HttpServers.answer(exchange, OK, invocation.event().getBytes(StandardCharsets.UTF_8));
  }

  private void restore(HttpExchange exchange) throws IOException, InterruptedException {
    snapshot.countDown();
    restored.await();
    HttpServers.answer(exchange, OK, NOTHING);
  }

  private void failStart(HttpExchange exchange) throws IOException {
    startFailure.complete(InvocationResult.error(exchange.getRequestBody().readAllBytes()));
    HttpServers.answer(exchange, ACCEPTED, NOTHING);
  }

  /** {@code invocation/{id}/response} or {@code …/error}. */
  private void finish(HttpExchange exchange, String route) throws IOException {
    String[] parts = route.split("/", -1);
    Invocation invocation =
        route.startsWith(INVOCATION) && parts.length == 3 ? running.remove(parts[1]) : null;
    if (invocation == null) {
      HttpServers.answer(exchange, NOT_FOUND, NOTHING);
      return;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (parts[2].equals("error")) {
      HttpServers.answer(exchange, ACCEPTED, NOTHING);
      invocation.result().complete(InvocationResult.error(body));
    } else if (body.length > MAX_RESPONSE_BYTES) {
      HttpServers.answer(exchange, TOO_LARGE, NOTHING);
      invocation.result().complete(tooLarge(body.length));
    } else {
      invocation.result().complete(InvocationResult.response(body));
      HttpServers.answer(exchange, ACCEPTED, NOTHING);
    }
  }

  private static InvocationResult tooLarge(int bytes) {
    return InvocationResult.error(
        "Function.ResponseSizeTooLarge",
        "the response has "
            + bytes
            + " bytes, and may have at most "
            + MAX_RESPONSE_BYTES
            + " bytes");
  }
}
