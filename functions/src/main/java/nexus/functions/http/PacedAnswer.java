package nexus.functions.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends an answer as fast as its reader reads, on the event loop: no thread waits for it. A reader
 * that reads nothing for a while, or next to nothing for longer, is cut off. What all such answers
 * hold is bounded.
 */
final class PacedAnswer {

  /** A smaller one is handed over as it is. */
  static final int PIECE = 64 << 10;

  private static final long LOOK_MS = 5_000;
  private static final int STALLED_LOOKS = 6;
  private static final long GRACE_SECONDS = 30;
  private static final int LEAST_BYTES_PER_SECOND = 16 << 10;

  /** Bytes of answers that wait for their readers. */
  private static final long MOST_UNREAD = Runtime.getRuntime().maxMemory() / 8;

  private static final AtomicLong UNREAD = new AtomicLong();

  private final RoutingContext context;
  private final HttpServerResponse response;
  private final byte[] body;
  private final Pace pace =
      new Pace(TimeUnit.SECONDS.toNanos(GRACE_SECONDS), LEAST_BYTES_PER_SECOND);
  private int sent;
  private int seen;
  private int stalled;
  private boolean over;

  private PacedAnswer(RoutingContext context, byte[] body) {
    this.context = context;
    this.response = context.response();
    this.body = body;
  }

  /**
   * Checks that there is room for one more.
   *
   * @throws StatusException 503 when there is none
   */
  static void reserve(int bytes) {
    long before = UNREAD.getAndAdd(bytes);
    if (before > 0 && before + bytes > MOST_UNREAD) {
      UNREAD.addAndGet(-bytes);
      throw new StatusException(503, "too many answers wait for their readers; try again");
    }
  }

  /** Sends one for which there is room; its status and headers are set. */
  static void send(RoutingContext context, byte[] body) {
    PacedAnswer answer = new PacedAnswer(context, body);
    context.vertx().getOrCreateContext().runOnContext(now -> answer.begin());
  }

  private void begin() {
    response.putHeader("Content-Length", Integer.toString(body.length));
    response.exceptionHandler(gone -> end());
    context.addEndHandler(ended -> end());
    response.drainHandler(drained -> write());
    if (response.closed()) {
      end();
      return;
    }
    long timer = context.vertx().setPeriodic(LOOK_MS, this::look);
    context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
    write();
  }

  private void write() {
    while (!over && !response.writeQueueFull()) {
      int length = Math.min(PIECE, body.length - sent);
      Buffer piece = Buffer.buffer(length).appendBytes(body, sent, length);
      sent += length;
      if (sent == body.length) {
        response.end(piece);
        end();
      } else {
        response.write(piece);
      }
    }
  }

  private void look(long timer) {
    if (over) {
      context.vertx().cancelTimer(timer);
      return;
    }
    pace.waited(TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
    pace.moved(sent - seen);
    stalled = sent == seen ? stalled + 1 : 0;
    seen = sent;
    if (stalled >= STALLED_LOOKS || pace.isTooSlow()) {
      context.vertx().cancelTimer(timer);
      end();
      response.reset();
    }
  }

  /** Once. */
  private void end() {
    if (!over) {
      over = true;
      UNREAD.addAndGet(-body.length);
    }
  }
}
