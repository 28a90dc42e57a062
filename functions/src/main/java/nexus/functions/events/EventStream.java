package nexus.functions.events;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * One listener's answer, which ends only when one side ends it. What is sent is written by the
 * event loop; a listener who has not read what was sent before is dropped, and may come again.
 */
final class EventStream implements ClusterFeed.Listener {

  /** Bytes that may wait for a listener: some dozens of events. */
  private static final int MOST_WAITING = 256 << 10;

  /** After how long a browser comes again. */
  private static final String BEGIN = "retry: 3000\n\n";

  private final HttpServerResponse response;
  private final Context eventLoop;

  private EventStream(HttpServerResponse response, Context eventLoop) {
    this.response = response;
    this.eventLoop = eventLoop;
  }

  /**
   * Begins the answer.
   *
   * @param whenGone is called once, when the listener has gone or was dropped
   */
  static EventStream begin(RoutingContext context, Runnable whenGone) {
    HttpServerResponse response = context.response();
    response
        .setChunked(true)
        .setWriteQueueMaxSize(MOST_WAITING)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("X-Accel-Buffering", "no") // a proxy of nginx must not collect events
        .exceptionHandler(gone -> {})
        .closeHandler(closed -> whenGone.run());
    response.write(BEGIN);
    return new EventStream(response, context.vertx().getOrCreateContext());
  }

  @Override
  public void send(String events) {
    eventLoop.runOnContext(
        now -> {
          if (isOver()) {
            return;
          }
          if (response.writeQueueFull()) {
            response.reset();
          } else {
            response.write(events);
          }
        });
  }

  @Override
  public void end() {
    eventLoop.runOnContext(
        now -> {
          if (!isOver()) {
            response.end();
          }
        });
  }

  private boolean isOver() {
    return response.closed() || response.ended();
  }
}
