package nexus.telemetry.drain;

/**
 * How much of the heap the drain takes.
 *
 * @param heapBytes largest size of the heap, bytes
 */
record DrainMemory(long heapBytes) {

  /**
   * What a message takes while it is stored, to its bytes: its samples, and blocks before and
   * after.
   */
  private static final int STORED_TO_MESSAGE = 20;

  /** Bytes of the largest message. */
  static final long LARGEST_MESSAGE = 256 << 10;

  private static final long MOST_BATCH = 80 * LARGEST_MESSAGE;
  private static final long MOST_OF_A_VIEW = 8 << 20;

  static DrainMemory ofThisProcess() {
    return new DrainMemory(Runtime.getRuntime().maxMemory());
  }

  /** Bytes of messages that are read and stored together. */
  long batchBytes() {
    long share = heapBytes / 32 / STORED_TO_MESSAGE;
    return Math.max(LARGEST_MESSAGE, Math.min(MOST_BATCH, share));
  }

  /** Bytes of one partition's blocks that are kept from one drain to the next. */
  long viewBytes() {
    return Math.min(MOST_OF_A_VIEW, heapBytes / 128);
  }

  /** Bytes of all partitions' blocks that are kept. */
  long viewsBytes() {
    return heapBytes / 16;
  }

  /** Bytes of messages that a watch told of, and that wait for the drain. */
  long feedBytes() {
    return Math.min(8 << 20, heapBytes / 64);
  }
}
