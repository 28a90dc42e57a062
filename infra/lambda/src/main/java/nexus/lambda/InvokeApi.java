package nexus.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in of Lambda's Invoke API for asynchronous invocations: {@code POST
 * /2015-03-31/functions/{name}/invocations} with {@code X-Amz-Invocation-Type: Event} is kept and
 * answered with 202. Nothing is invoked until {@link #handOn} is called, so a test decides when, in
 * which order, and how often.
 */
public final class InvokeApi implements AutoCloseable {

  private static final Pattern ROUTE =
      Pattern.compile("/2015-03-31/functions/([^/]+)/invocations/?");
  private static final int ACCEPTED = 202;
  private static final int NOT_FOUND = 404;

  private final HttpServer server = HttpServers.start("lambda-invoke-api", this::handle);
  private final LinkedBlockingQueue<Call> calls = new LinkedBlockingQueue<>();

  /**
   * An invocation that was asked for.
   *
   * @param function name or ARN of the function
   * @param payload the event
   */
  public record Call(String function, String payload) {}

  /** Value of the function's variable {@code AWS_ENDPOINT_URL_LAMBDA}. */
  public String endpoint() {
    return "http://" + HttpServers.address(server);
  }

  /** Takes what was asked for since the last time, in the order in which it came. */
  public List<Call> take() {
    List<Call> taken = new ArrayList<>();
    calls.drainTo(taken);
    return taken;
  }

  /** Takes what was asked for and has the function do it, one after the other. */
  public List<InvocationResult> handOn(FunctionProcess function, Duration timeout)
      throws InterruptedException {
    List<InvocationResult> results = new ArrayList<>();
    for (Call call : take()) {
      results.add(function.invoke(call.payload(), timeout));
    }
    return results;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Matcher route = ROUTE.matcher(exchange.getRequestURI().getRawPath());
    String type = exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type");
    byte[] payload = exchange.getRequestBody().readAllBytes();
    if (!exchange.getRequestMethod().equals("POST") || !route.matches() || !"Event".equals(type)) {
      HttpServers.answer(exchange, NOT_FOUND, new byte[0]);
      return;
    }
    String function = URLDecoder.decode(route.group(1), StandardCharsets.UTF_8);
    calls.add(new Call(function, new String(payload, StandardCharsets.UTF_8)));
    HttpServers.answer(exchange, ACCEPTED, new byte[0]);
  }
}
