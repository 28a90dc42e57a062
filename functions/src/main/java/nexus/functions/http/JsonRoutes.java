package nexus.functions.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Serves a function of a query's parameters over HTTP, ahead of Funqy's own route: that one writes
 * the answer into a text before it makes bytes of it, changes threads once more, and compresses
 * nothing.
 */
@Singleton
public final class JsonRoutes {

  /** Before Funqy's routes and behind {@link CommonRoutes}. */
  private static final int AHEAD_OF_FUNQY = -1_000;

  private final ObjectMapper json;

  JsonRoutes(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Adds the route of a function that may block.
   *
   * @param function makes an answer of the parameters, each with every value it was given
   */
  public void add(
      Router router, Endpoint endpoint, Function<Map<String, List<String>>, Object> function) {
    router
        .route(endpoint.path())
        .order(AHEAD_OF_FUNQY)
        .blockingHandler(context -> answer(context, function), false);
  }

  private void answer(
      RoutingContext context, Function<Map<String, List<String>>, Object> function) {
    Object answer = function.apply(parameters(context.request().params()));
    byte[] body = bytes(answer);
    HttpServerResponse response = context.response();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (Gzip.isWorthwhile(body) && Gzip.isAccepted(context.request().headers())) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
      body = Gzip.compress(body);
    }
    response.end(Buffer.buffer(body));
  }

  private static Map<String, List<String>> parameters(MultiMap given) {
    Map<String, List<String>> parameters = new TreeMap<>();
    given.names().forEach(name -> parameters.put(name, given.getAll(name)));
    return parameters;
  }

  private byte[] bytes(Object answer) {
    try {
      return json.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }
}
