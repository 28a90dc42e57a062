package nexus.functions.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Serves over HTTP what functions answer, ahead of Funqy's own route: that one writes the answer
 * into a text before it makes bytes of it, changes threads once more, and compresses nothing.
 * Handlers of their own are told of their paths.
 */
@Singleton
final class FunctionRoutes {

  /** Before Funqy's routes and behind {@link CommonRoutes}. */
  private static final int AHEAD_OF_FUNQY = -1_000;

  private static final Logger LOG = Logger.getLogger(FunctionRoutes.class);

  private final EndpointTable endpoints;
  private final Answers answers;
  private final LongAnswers longAnswers;

  FunctionRoutes(EndpointTable endpoints, Answers answers, LongAnswers longAnswers) {
    this.endpoints = endpoints;
    this.answers = answers;
    this.longAnswers = longAnswers;
  }

  void register(@Observes Router router) {
    Set<String> answered = new HashSet<>();
    for (Endpoint endpoint : endpoints.all()) {
      String path = endpoint.template().route();
      if (endpoint.served() instanceof Endpoint.ByHandler own) {
        own.install().accept(router.route(path));
      } else if (endpoint.served() instanceof Endpoint.ByFunction && answered.add(path)) {
        router.route(path).order(AHEAD_OF_FUNQY).blockingHandler(this::answer, false);
      }
    }
  }

  private void answer(RoutingContext context) {
    HttpServerRequest request = context.request();
    Map<String, List<String>> parameters = Parameters.parse(request.query());
    String accept = String.join(",", request.headers().getAll(HttpHeaders.ACCEPT));
    List<String> acceptEncoding = request.headers().getAll(HttpHeaders.ACCEPT_ENCODING);
    Object answer =
        EndpointTable.answer(
            CommonRoutes.match(context),
            new Request(
                parameters, accept, () -> body(context), Long.MAX_VALUE, request::getHeader));
    if (answer instanceof Answer whole) {
      Reply.send(context, whole);
      return;
    }
    Optional<Answer> known =
        Answers.known(answer, request.headers().getAll(HttpHeaders.IF_NONE_MATCH));
    if (known.isPresent()) {
      Reply.send(context, known.get());
    } else if (answer instanceof Content content && content.isLong()) {
      longAnswers.send(() -> sendLong(context, content, acceptEncoding));
    } else {
      Reply.send(context, answers.good(answer, acceptEncoding));
    }
  }

  private static void sendLong(
      RoutingContext context, Content content, List<String> acceptEncoding) {
    try {
      stream(context, content, acceptEncoding);
    } catch (RuntimeException | Error e) {
      context.vertx().runOnContext(now -> context.fail(e));
    }
  }

  private static void stream(RoutingContext context, Content content, List<String> acceptEncoding) {
    boolean gzip = Gzip.isAccepted(acceptEncoding);
    ContentStream body = new ContentStream(context.response(), Answers.headers(content, gzip));
    try {
      send(content, body, gzip);
    } catch (IOException | RuntimeException | Error e) {
      if (!body.hasBegun() && e instanceof RuntimeException failure) {
        throw failure;
      }
      if (!body.hasBegun() && e instanceof Error failure) {
        throw failure;
      }
      LOG.infof("answer broke off: uri=%s reason=%s", context.request().uri(), e);
      context.response().reset();
    }
  }

  @SuppressWarnings("try") // closing ends the answer: of one that failed, nobody must believe that
  private static void send(Content content, ContentStream body, boolean gzip) throws IOException {
    OutputStream out = gzip ? Gzip.stream(body) : body;
    content.writeTo(out);
    out.close();
  }

  private static byte[] body(RoutingContext context) {
    Buffer body = context.body() == null ? null : context.body().buffer();
    return body == null ? new byte[0] : body.getBytes();
  }
}
