package nexus.functions.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import nexus.telemetry.model.InvalidInputException;

/**
 * What happens to every request before its path's own handler: the security header, and an end for
 * unknown paths and methods, before a byte of the body is read; and after it, when it fails.
 */
@Singleton
public final class CommonRoutes {

  /** Ahead of everything, the reader of bodies included. */
  public static final int FIRST = Integer.MIN_VALUE;

  /** Observers that add routes at {@link #FIRST} behind the common ones come after this. */
  private static final int BEFORE_ALL_OBSERVERS = 1;

  private final FailureHandler failures;

  CommonRoutes(FailureHandler failures) {
    this.failures = failures;
  }

  void register(@Observes @Priority(BEFORE_ALL_OBSERVERS) Router router) {
    router.route().order(FIRST).handler(CommonRoutes::enter);
    router.route().order(-10_000).failureHandler(failures);
  }

  private static void checkUri(String uri) {
    try {
      URI unused = new URI(uri);
    } catch (URISyntaxException e) {
      InvalidInputException bad =
          new InvalidInputException(null, "the URL is none: " + e.getReason());
      bad.initCause(e);
      throw bad;
    }
  }

  private static void enter(RoutingContext context) {
    context.response().putHeader("X-Content-Type-Options", "nosniff");
    checkUri(context.request().uri());
    Endpoint endpoint = Endpoint.at(context.normalizedPath()).orElse(null);
    if (endpoint == null) {
      context.fail(404);
    } else if (!endpoint.takes(context.request().method().name())) {
      context.response().putHeader(HttpHeaders.ALLOW, endpoint.allow());
      context.fail(405);
    } else {
      context.next();
    }
  }
}
