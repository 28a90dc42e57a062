package nexus.functions.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;
import nexus.functions.http.connection.ConnectionLimits;
import nexus.functions.meters.Meters;

/**
 * What happens to every request before its path's own handler: the security headers, and an end for
 * other hosts, unknown paths, methods and pages of other sites, before a byte of the body is read;
 * and after it, when it fails.
 */
@Singleton
public final class CommonRoutes {

  /** Ahead of everything, the reader of bodies included. */
  public static final int FIRST = Integer.MIN_VALUE;

  /** Observers that add routes at {@link #FIRST} behind the common ones come after this. */
  private static final int BEFORE_ALL_OBSERVERS = 1;

  private static final long BODY_STALLED_MS = 60_000;

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String FORM_OF_PARTS = "multipart/form-data";

  private static final String MATCH = EndpointTable.Match.class.getName();

  /** Methods that are measured by their names; there is no end of others. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

  private final EndpointTable endpoints;
  private final FailureHandler failures;
  private final Meters meters;
  private final Hosts hosts;
  private final Answers answers;

  CommonRoutes(
      EndpointTable endpoints,
      FailureHandler failures,
      Meters meters,
      Hosts hosts,
      Answers answers) {
    this.endpoints = endpoints;
    this.failures = failures;
    this.meters = meters;
    this.hosts = hosts;
    this.answers = answers;
  }

  void register(@Observes @Priority(BEFORE_ALL_OBSERVERS) Router router) {
    router.route().order(FIRST).handler(this::enter);
    router.route().order(-10_000).failureHandler(failures);
  }

  private void enter(RoutingContext context) {
    HttpServerRequest request = context.request();
    long begun = System.nanoTime();
    context.addEndHandler(end -> measure(context, System.nanoTime() - begun));
    ConnectionLimits.begin(context);
    SecurityHeaders.DATA.forEach(context.response()::putHeader);
    Framing.check(context, answers);
    String host = hosts.check(request);
    Parameters.checkUrl(request.uri());
    String method = request.method().name();
    EndpointTable.Match match = endpoints.match(method, context.normalizedPath());
    context.put(MATCH, match);
    Origins.check(method, request.getHeader(HttpHeaders.ORIGIN), host);
    leaveFormsUnread(request, match.endpoint());
    BodyWatch.begin(context, BODY_STALLED_MS);
    if (match.endpoint().served() instanceof Endpoint.ByHandler) {
      Parameters.checkOnce(context.queryParams(), match.endpoint());
    }
    context.next();
  }

  /**
   * Functions read their bodies themselves, whatever they are called: curl calls all of them a
   * form, and the reader of forms takes small ones only. No function takes a form of parts, and the
   * reader of forms is not to find fault with one.
   */
  private static void leaveFormsUnread(HttpServerRequest request, Endpoint endpoint) {
    String said = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String type = said == null ? "" : said.toLowerCase(Locale.ROOT);
    if (endpoint.served() instanceof Endpoint.ByFunction && type.startsWith(FORM)) {
      request.headers().set(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
    } else if (!(endpoint.served() instanceof Endpoint.ByHandler)
        && type.startsWith(FORM_OF_PARTS)) {
      request.headers().set(HttpHeaders.CONTENT_TYPE, "multipart/mixed");
    }
  }

  /** By the path's template, so that there are few: a path that is none has no name. */
  private void measure(RoutingContext context, long nanos) {
    EndpointTable.Match match = match(context);
    String method = context.request().method().name();
    meters.answered(
        match == null ? "none" : match.endpoint().path(),
        METHODS.contains(method) ? method : "other",
        context.response().getStatusCode(),
        nanos);
  }

  /** Where the request goes. */
  static EndpointTable.Match match(RoutingContext context) {
    return context.get(MATCH);
  }
}
