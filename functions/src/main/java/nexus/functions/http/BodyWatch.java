package nexus.functions.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Ends a request of whose body nothing comes for a while, with 408: whoever holds a body back would
 * hold what receives it as well. A slow body that goes on may take as long as it likes.
 */
final class BodyWatch {

  private BodyWatch() {}

  /**
   * @param stalledMs how long nothing may come; the end comes after twice that at the latest
   */
  static void begin(RoutingContext context, long stalledMs) {
    HttpServerRequest request = context.request();
    if (!hasBody(request)) {
      return;
    }
    long[] seen = {request.bytesRead()};
    long timer =
        context
            .vertx()
            .setPeriodic(
                stalledMs,
                tick -> {
                  long read = request.bytesRead();
                  if (read == seen[0] && !request.isEnded()) {
                    context.vertx().cancelTimer(tick);
                    context.fail(new StatusException(408));
                  }
                  seen[0] = read;
                });
    context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }
}
