package nexus.functions.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/**
 * Ends a request of whose body nothing comes for a while, or next to nothing for longer, with 408:
 * whoever holds a body back would hold what receives it as well. Time in which the application
 * itself takes no more of it does not count.
 */
public final class BodyWatch {

  private static final String HELD = BodyWatch.class.getName();
  private static final int LEAST_BYTES_PER_SECOND = 64;

  /** Looks in the time in which something must come. */
  private static final int LOOKS = 12;

  private BodyWatch() {}

  /** Says whether the application takes no more of a request's body for now; on its event loop. */
  public static void hold(RoutingContext context, boolean held) {
    context.put(HELD, held);
  }

  /**
   * @param stalledMs how long nothing may come; the end comes one look later at the latest
   */
  static void begin(RoutingContext context, long stalledMs) {
    HttpServerRequest request = context.request();
    if (!hasBody(request)) {
      return;
    }
    long lookMs = Math.max(1, stalledMs / LOOKS);
    long[] seen = {request.bytesRead()};
    int[] still = {0};
    Pace pace = new Pace(TimeUnit.MILLISECONDS.toNanos(stalledMs), LEAST_BYTES_PER_SECOND);
    long timer =
        context
            .vertx()
            .setPeriodic(
                lookMs,
                tick -> {
                  long read = request.bytesRead();
                  boolean held = Boolean.TRUE.equals(context.get(HELD));
                  if (!held) {
                    pace.waited(TimeUnit.MILLISECONDS.toNanos(lookMs));
                    pace.moved(read - seen[0]);
                  }
                  still[0] = held || read != seen[0] ? 0 : still[0] + 1;
                  boolean stalled = still[0] >= LOOKS || pace.isTooSlow();
                  if (stalled && !held && !request.isEnded()) {
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
