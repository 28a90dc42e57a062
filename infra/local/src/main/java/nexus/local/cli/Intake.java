package nexus.local.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Standard input, read ahead by a thread of its own, so that it can be told whether it comes at
 * once, or line by line as it is measured.
 *
 * <p>It is live when, two seconds after its first byte, most of the time was spent in waiting
 * behind a whole line, or the last two seconds were. What is packed or JSON is never live.
 */
final class Intake {

  /** Most bytes that are read ahead. */
  static final int MOST_BYTES = FileTail.MOST_BYTES;

  private static final long PROBATION_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int PIECE = 64 << 10;
  private static final long LOOK_MS = 50;

  private final InputStream in;
  private final LongSupplier clock;
  private byte[] bytes = new byte[PIECE];
  private int from;
  private int length;
  private byte[] start = new byte[0];
  private LineEnds ends = LineEnds.BYTES;
  private boolean splits;
  private boolean atLineEnd;
  private boolean ended;
  private IOException failure;
  private long firstNanos;
  private long lastNanos;
  private long waitedNanos;
  private long taken;
  private long takenLines;

  Intake(InputStream in) {
    this(in, System::nanoTime);
  }

  /**
   * @param clock what time it is, in nanoseconds
   */
  Intake(InputStream in, LongSupplier clock) {
    this.in = in;
    this.clock = clock;
    Thread reader = new Thread(this::read, "standard input");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    byte[] piece = new byte[PIECE];
    try {
      for (int count; (count = in.read(piece)) >= 0; ) {
        add(piece, count);
      }
      end(null);
    } catch (IOException broken) {
      end(broken);
    } catch (InterruptedException unwanted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void end(IOException why) {
    failure = why;
    ended = true;
    notifyAll();
  }

  private synchronized void add(byte[] piece, int count) throws InterruptedException {
    long now = clock.getAsLong();
    if (start.length == 0) {
      firstNanos = now;
    }
    waitedNanos += waiting(now);
    while (length + count > MOST_BYTES) {
      wait();
    }
    keepStart(piece, count);
    if (from + length + count > bytes.length) {
      byte[] larger = new byte[Math.max(length + count, Math.min(MOST_BYTES, 2 * length))];
      System.arraycopy(bytes, from, larger, 0, length);
      bytes = larger;
      from = 0;
    }
    System.arraycopy(piece, 0, bytes, from + length, count);
    length += count;
    atLineEnd = ends.isAtEnd(piece, count);
    lastNanos = clock.getAsLong();
    notifyAll();
  }

  private void keepStart(byte[] piece, int count) {
    int more = Math.min(count, Head.MOST_BYTES - start.length);
    if (more > 0) {
      start = Arrays.copyOf(start, start.length + more);
      System.arraycopy(piece, 0, start, start.length - more, more);
      ends = LineEnds.of(start);
      splits = !Compression.isOf(start) && start[0] != '{' && start[0] != '[';
    }
  }

  /** How long the reader has been waiting behind a whole line; 0 where it is not behind one. */
  private long waiting(long now) {
    return splits && atLineEnd ? now - lastNanos : 0;
  }

  /** Waits until it is known whether this goes on, and whether it does. */
  synchronized boolean isLive() throws InterruptedException {
    while (!ended && !isFull() && !looksLive()) {
      wait(LOOK_MS);
    }
    return !ended && looksLive();
  }

  private boolean isFull() {
    return length + PIECE > MOST_BYTES;
  }

  private boolean looksLive() {
    if (start.length == 0) {
      return false;
    }
    long now = clock.getAsLong();
    long waiting = waiting(now);
    return waiting > PROBATION_NANOS
        || (now - firstNanos > PROBATION_NANOS && waitedNanos + waiting > (now - firstNanos) / 2);
  }

  /** Its first bytes. */
  synchronized byte[] start() {
    return start.clone();
  }

  /** How many lines were taken. */
  synchronized long takenLines() {
    return takenLines;
  }

  /** Waits for the end, so long at most; whether it is there. */
  synchronized boolean awaitEnd(Duration most) throws InterruptedException {
    long until = System.nanoTime() + most.toNanos();
    for (long left = most.toNanos(); !ended && !isFull() && left > 0; ) {
      wait(left / 1_000_000 + 1);
      left = until - System.nanoTime();
    }
    return ended;
  }

  /** Whether there is nothing more, now and later. */
  synchronized boolean isOver() {
    return ended && length == 0;
  }

  /** The whole lines that are there, or all of it: of a line that is far too long a part. */
  synchronized byte[] lines(boolean all) throws IOException {
    if (ended && failure != null) {
      throw failure;
    }
    byte[] there = Arrays.copyOfRange(bytes, from, from + length);
    int end = all ? length : ends.afterLast(there);
    return Arrays.copyOf(there, end == 0 && isFull() ? length : end);
  }

  /** Takes away so many bytes. */
  synchronized void take(int count) {
    takenLines += ends.count(Arrays.copyOfRange(bytes, from, from + count), count);
    taken += count;
    length -= count;
    from = length == 0 ? 0 : from + count;
    notifyAll();
  }

  /** Takes away the head, unless it was taken with the lines below it. */
  void takeHead(Head head) {
    if (taken < head.bytes()) {
      take(head.bytes());
    }
  }

  /** All of it; it ends where it turns out that this is live. */
  InputStream all() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int at, int most) throws IOException {
        return Intake.this.read(into, at, most);
      }
    };
  }

  private synchronized int read(byte[] into, int at, int most) throws IOException {
    try {
      while (length == 0 && !ended && !looksLive()) {
        wait(LOOK_MS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
    if (length == 0 && failure != null) {
      throw failure;
    }
    int count = Math.min(most, length);
    if (count == 0) {
      return -1;
    }
    System.arraycopy(bytes, from, into, at, count);
    take(count);
    return count;
  }
}
