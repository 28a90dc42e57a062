package nexus.functions.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Serves the {@link JsonEndpoint}s over HTTP, ahead of Funqy's own route: that one writes the
 * answer into a text before it makes bytes of it, changes threads once more, and compresses
 * nothing.
 */
@Singleton
final class JsonRoutes {

  /** Before Funqy's routes and behind {@link CommonRoutes}. */
  private static final int AHEAD_OF_FUNQY = -1_000;

  private final JsonEndpoints endpoints;
  private final Answers answers;

  JsonRoutes(JsonEndpoints endpoints, Answers answers) {
    this.endpoints = endpoints;
    this.answers = answers;
  }

  void register(@Observes Router router) {
    Arrays.stream(Endpoint.values())
        .filter(Endpoint::isJson)
        .map(endpoint -> endpoint.path().replaceAll("\\{(\\w+)}", ":$1"))
        .distinct()
        .forEach(
            path -> router.route(path).order(AHEAD_OF_FUNQY).blockingHandler(this::answer, false));
  }

  private void answer(RoutingContext context) {
    HttpServerRequest request = context.request();
    Map<String, List<String>> parameters = Parameters.parse(request.query());
    Object answer =
        endpoints.answer(
            CommonRoutes.match(context),
            new JsonRequest(parameters, () -> body(context), Long.MAX_VALUE));
    CommonRoutes.end(
        context, answers.good(answer, request.headers().getAll(HttpHeaders.ACCEPT_ENCODING)));
  }

  private static byte[] body(RoutingContext context) {
    Buffer body = context.body() == null ? null : context.body().buffer();
    return body == null ? new byte[0] : body.getBytes();
  }
}
