package nexus.functions.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Carries a body from the event loop, which must never wait, to a thread that reads it and may.
 *
 * <p>Holds about {@value #HIGH} bytes: above that the source is paused, below {@value #LOW} it is
 * resumed. The sender's TCP window does the rest, so that a body of any size takes constant memory.
 * A sender that is waited for too long ends it, with 408.
 *
 * <p>One thread writes, one reads.
 */
public final class BodyPipe extends InputStream {

  private static final int HIGH = 1 << 20;
  private static final int LOW = HIGH / 4;

  /** So much is there, or all, before it is worth a thread to read it. */
  private static final int READY = 16 << 10;

  private static final long GRACE_SECONDS = 30;
  private static final int LEAST_BYTES_PER_SECOND = 1 << 10;
  private static final long LOOK_MS = 1_000;

  private final Runnable pause;
  private final Runnable resume;
  private final Runnable ready;
  private final Pace pace;
  private final Deque<Buffer> waiting = new ArrayDeque<>();
  private int offset;
  private long bytes;
  private boolean isReady;
  private boolean paused;
  private boolean ended;
  private boolean closed;
  private Throwable failure;

  /**
   * @param pause asks the source to hold; called by the writing thread
   * @param resume asks it to go on; called by the reading thread
   * @param ready is called once by the writing thread: it is worth a thread to read this by now
   */
  public BodyPipe(Runnable pause, Runnable resume, Runnable ready) {
    this(
        pause,
        resume,
        ready,
        new Pace(TimeUnit.SECONDS.toNanos(GRACE_SECONDS), LEAST_BYTES_PER_SECOND));
  }

  BodyPipe(Runnable pause, Runnable resume, Runnable ready, Pace pace) {
    this.pause = pause;
    this.resume = resume;
    this.ready = ready;
    this.pace = pace;
  }

  /** Hands over a piece of the body; never waits. Dropped once the reader has closed the pipe. */
  public synchronized void write(Buffer piece) {
    if (closed || ended || piece.length() == 0) {
      return;
    }
    waiting.add(piece);
    bytes += piece.length();
    if (bytes >= HIGH) { // also when paused: a resume under way may have come in between
      paused = true;
      pause.run();
    }
    if (bytes >= READY) {
      tellReady();
    }
    notifyAll();
  }

  private void tellReady() {
    if (!isReady) {
      isReady = true;
      ready.run();
    }
  }

  /** The body is complete. */
  public synchronized void end() {
    ended = true;
    tellReady();
    notifyAll();
  }

  /** The body will never be complete: the reader's next read fails. Nothing after an end. */
  public synchronized void fail(Throwable cause) {
    if (!ended && failure == null) {
      failure = cause;
      tellReady();
      notifyAll();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * @throws IOException when the body ended before it was complete
   */
  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    boolean goOn;
    int count;
    synchronized (this) {
      if (!awaitBytes()) {
        return -1;
      }
      count = take(target, at, length);
      goOn = paused && bytes <= LOW;
      paused &= !goOn;
    }
    if (goOn) {
      resume.run();
    }
    return count;
  }

  /** Whether there is a byte: waits for one, so that 0 is said at the end alone. */
  @Override
  public synchronized int available() throws IOException {
    return awaitBytes() ? (int) bytes : 0;
  }

  private boolean awaitBytes() throws IOException {
    while (failure == null && waiting.isEmpty() && !ended && !closed) {
      try {
        long begun = System.nanoTime();
        wait(LOOK_MS);
        waited(System.nanoTime() - begun);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while reading a body", e);
      }
    }
    if (failure instanceof RuntimeException told) {
      throw told;
    }
    if (failure != null || closed) {
      throw new IOException("the body ended before it was complete", failure);
    }
    return !waiting.isEmpty();
  }

  private void waited(long nanos) {
    pace.waited(nanos);
    if (waiting.isEmpty() && !ended && failure == null && pace.isTooSlow()) {
      failure = new StatusException(408, "the body comes too slowly: send it faster, or in parts");
    }
  }

  private int take(byte[] target, int at, int length) {
    Buffer first = waiting.getFirst();
    int count = Math.min(length, first.length() - offset);
    first.getBytes(offset, offset + count, target, at);
    offset += count;
    bytes -= count;
    pace.moved(count);
    if (offset == first.length()) {
      waiting.removeFirst();
      offset = 0;
    }
    return count;
  }

  /** Wants no more: what is still sent is dropped. */
  @Override
  public void close() {
    boolean goOn;
    synchronized (this) {
      closed = true;
      waiting.clear();
      bytes = 0;
      goOn = paused;
      paused = false;
    }
    if (goOn) {
      resume.run();
    }
  }
}
