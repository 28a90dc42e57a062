package nexus.functions.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Sends an answer over HTTP. */
final class Reply {

  private Reply() {}

  /**
   * @throws StatusException 503 when too many answers wait for their readers
   */
  static void send(RoutingContext context, Answer answer) {
    boolean paced =
        answer.body().length > PacedAnswer.PIECE
            && !context.request().method().equals(HttpMethod.HEAD);
    if (paced) {
      PacedAnswer.reserve(answer.body().length);
    }
    HttpServerResponse response = context.response().setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    if (paced) {
      PacedAnswer.send(context, answer.body());
    } else {
      response.end(Buffer.buffer(answer.body()));
    }
  }
}
