package nexus.functions.scrape;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what all scrapes hold together.
 *
 * <p>Thread-safe.
 */
final class HeldBytes {

  private final long most;
  private final AtomicLong held = new AtomicLong();

  HeldBytes(long most) {
    this.most = most;
  }

  /** What all hold now. */
  long held() {
    return held.get();
  }

  /** The part of one scrape, nothing at first. */
  Share open() {
    return new Share();
  }

  /** What one scrape holds, until it is closed. */
  final class Share implements AutoCloseable {

    private long own;
    private boolean closed;

    private Share() {}

    /** Takes some more; false where there is no room, or this is closed. */
    synchronized boolean take(long bytes) {
      if (closed || held.addAndGet(bytes) > most) {
        if (!closed) {
          held.addAndGet(-bytes);
        }
        return false;
      }
      own += bytes;
      return true;
    }

    /** Gives back all. */
    @Override
    public synchronized void close() {
      closed = true;
      held.addAndGet(-own);
      own = 0;
    }
  }
}
