package nexus.functions.http;

import io.quarkus.funqy.runtime.ApplicationException;
import io.vertx.core.Handler;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import nexus.functions.http.body.SenderGoneException;
import nexus.telemetry.model.InvalidInputException;
import org.jboss.logging.Logger;

/** Answers a request that failed, in its path's way of telling that, whatever the reason. */
@Singleton
public final class FailureHandler implements Handler<RoutingContext> {

  private static final Logger LOG = Logger.getLogger(FailureHandler.class);

  private static final long LINGER_MS = 5_000;

  private final Answers answers;
  private final BodyFault bodyFault;

  FailureHandler(Answers answers, BodyFault bodyFault) {
    this.answers = answers;
    this.bodyFault = bodyFault;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    HttpServerRequest request = context.request();
    if (isGone(context.failure())) {
      LOG.debugf("the sender went away: uri=%s reason=%s", request.uri(), context.failure());
      response.reset();
      return;
    }
    try {
      String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
      String method = request.method().name();
      String uri = Objects.requireNonNullElse(request.uri(), ""); // CONNECT of HTTP/2 has none
      Reply.send(context, answers.failed(problem(context), method, uri, type));
      dropRest(context);
    } catch (Error e) { // who would wait for an answer is told at least that none comes
      request.connection().close();
      throw e;
    }
  }

  /** Whether the request itself ended early: nobody is there any more who would read an answer. */
  private static boolean isGone(Throwable problem) {
    return problem instanceof SocketException
        || problem instanceof ClosedChannelException
        || problem instanceof HttpClosedException
        || problem instanceof StreamResetException
        || (problem instanceof IOException && problem.getCause() instanceof SenderGoneException);
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

  private Throwable problem(RoutingContext context) {
    Throwable problem = context.failure();
    if (problem == null) {
      int status = context.statusCode();
      return status == 400 ? bodyFault.find(context) : new StatusException(status);
    }
    if (problem instanceof VertxException && context.statusCode() == 400) {
      // The router looks at it before any route does, and says no more of it.
      return new InvalidInputException("Host", "the request has no Host, or one that is none");
    }
    return problem instanceof ApplicationException ? problem.getCause() : problem;
  }
}
