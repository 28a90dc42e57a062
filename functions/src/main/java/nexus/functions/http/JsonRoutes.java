package nexus.functions.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Serves the functions of parameters over HTTP, ahead of Funqy's own route: that one writes the
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
    for (Endpoint endpoint : Endpoint.values()) {
      if (endpoint.isAsked()) {
        router
            .route(endpoint.path().replaceAll("\\{(\\w+)}", ":$1"))
            .order(AHEAD_OF_FUNQY)
            .blockingHandler(this::answer, false);
      }
    }
  }

  private void answer(RoutingContext context) {
    HttpServerRequest request = context.request();
    Object answer =
        endpoints.answer(
            CommonRoutes.match(context), Parameters.parse(request.query()), Long.MAX_VALUE);
    CommonRoutes.end(
        context, answers.good(answer, request.headers().getAll(HttpHeaders.ACCEPT_ENCODING)));
  }
}
