package nexus.functions.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * What happens to every request before its path's own handler: the security headers, and an end for
 * unknown paths, methods and pages of other sites, before a byte of the body is read; and after it,
 * when it fails.
 */
@Singleton
public final class CommonRoutes {

  /** Ahead of everything, the reader of bodies included. */
  public static final int FIRST = Integer.MIN_VALUE;

  /** Observers that add routes at {@link #FIRST} behind the common ones come after this. */
  private static final int BEFORE_ALL_OBSERVERS = 1;

  private static final long BODY_STALLED_MS = 60_000;

  private static final String MATCH = Endpoint.Match.class.getName();

  private final FailureHandler failures;

  CommonRoutes(FailureHandler failures) {
    this.failures = failures;
  }

  void register(@Observes @Priority(BEFORE_ALL_OBSERVERS) Router router) {
    router.route().order(FIRST).handler(CommonRoutes::enter);
    router.route().order(-10_000).failureHandler(failures);
  }

  private static void enter(RoutingContext context) {
    HttpServerRequest request = context.request();
    SecurityHeaders.DATA.forEach(context.response()::putHeader);
    Parameters.checkUrl(request.uri());
    String method = request.method().name();
    context.put(MATCH, Endpoint.match(method, context.normalizedPath()));
    Origins.check(
        method, request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.HOST));
    BodyWatch.begin(context, BODY_STALLED_MS);
    context.next();
  }

  /** Where the request goes. */
  static Endpoint.Match match(RoutingContext context) {
    return context.get(MATCH);
  }

  static void end(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response().setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    response.end(Buffer.buffer(answer.body()));
  }
}
