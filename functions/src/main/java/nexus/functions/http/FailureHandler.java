package nexus.functions.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.funqy.runtime.ApplicationException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Answers a request that failed, with JSON whatever the reason. */
@Singleton
public final class FailureHandler implements Handler<RoutingContext> {

  private static final Logger LOG = Logger.getLogger(FailureHandler.class);
  private static final long LINGER_MS = 5_000;

  private final ObjectMapper json;
  private final BodyFault bodyFault;

  FailureHandler(ObjectMapper json, BodyFault bodyFault) {
    this.json = json;
    this.bodyFault = bodyFault;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    Failure failure = logged(context, failure(context));
    response.setStatusCode(failure.status()).putHeader("Content-Type", "application/json");
    if (failure.status() == 503 || failure.status() == 429) {
      response.putHeader("Retry-After", "1");
    }
    response.end(text(failure));
    dropRest(context);
  }

  /**
   * Lets the sender finish, so that it reads the answer instead of a connection that breaks; but
   * not for ever.
   */
  private static void dropRest(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      return;
    }
    request.resume();
    context
        .vertx()
        .setTimer(
            LINGER_MS,
            timer -> {
              if (!request.isEnded()) {
                request.connection().close();
              }
            });
  }

  private Failure failure(RoutingContext context) {
    Throwable problem = context.failure();
    if (problem == null) {
      return context.statusCode() == 400
          ? Failure.of(bodyFault.find(context))
          : Failure.of(context.statusCode());
    }
    return Failure.of(problem instanceof ApplicationException ? problem.getCause() : problem);
  }

  /** Logs what the caller is not told, under a number that the caller is told. */
  private static Failure logged(RoutingContext context, Failure failure) {
    if (failure.status() != 500) {
      return failure;
    }
    String id = UUID.randomUUID().toString();
    LOG.errorf(
        context.failure(),
        "request failed: id=%s method=%s uri=%s",
        id,
        context.request().method(),
        context.request().uri());
    return Failure.of(500, "internal", "the request failed; the log has the reason as " + id);
  }

  private String text(Failure failure) {
    try {
      return json.writeValueAsString(new Answer(failure.error()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an error cannot be written as JSON", e);
    }
  }

  private record Answer(Failure.ErrorBody error) {}
}
