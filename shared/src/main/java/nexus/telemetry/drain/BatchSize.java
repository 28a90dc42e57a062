package nexus.telemetry.drain;

/**
 * How many messages are read together, so that they do not take more memory than they may. How
 * large they are is known once they are read; so the next ones are taken to be as large as those
 * before, the first ones to be as large as can be, and a batch is not more than {@value #GROWTH}
 * times as large as the one before.
 */
final class BatchSize {

  /** Messages that are read and committed together. */
  static final int MOST = 80;

  private static final int GROWTH = 4;

  private final long mostBytes;
  private int next;

  /**
   * @param mostBytes bytes of the messages of a batch
   * @param largestMessage bytes of the largest message
   */
  BatchSize(long mostBytes, long largestMessage) {
    this.mostBytes = mostBytes;
    this.next = (int) Math.max(1, Math.min(MOST, mostBytes / largestMessage));
  }

  /** Messages of the next batch. */
  int next() {
    return next;
  }

  /** A batch was read: so many messages, of so many bytes. */
  void read(int messages, long bytes) {
    if (messages > 0) {
      long fit = mostBytes * messages / Math.max(1, bytes);
      next = (int) Math.max(1, Math.min(Math.min(MOST, (long) GROWTH * next), fit));
    }
  }
}
