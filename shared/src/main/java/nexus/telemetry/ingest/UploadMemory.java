package nexus.telemetry.ingest;

import nexus.telemetry.work.MemoryBudget;

/**
 * The memory of one thing that is ingested, of what all share.
 *
 * <pre>
 * buffers     of the body on its way in          from the beginning to the end
 * windows     of what is compressed              from its header on, to the end
 * parser      series and samples                 as they come; samples until their messages are parked
 * parked      messages in memory                 to the end
 * sending     messages on their way to etcd      until they are there
 * </pre>
 */
public final class UploadMemory implements AutoCloseable {

  /** A small body needs no more buffers than this. */
  static final long FIRST_BUFFERS = 512 << 10;

  /** Buffers of a large body: those between its threads, of its hash, and of its pieces. */
  private static final long ALL_BUFFERS = 5 << 20;

  private final MemoryBudget budget;
  private final MemoryBudget.Share share;
  private boolean large;

  private UploadMemory(MemoryBudget budget) {
    this.budget = budget;
    this.share = budget.open(FIRST_BUFFERS);
  }

  /**
   * Begins one, when there is room.
   *
   * @throws nexus.telemetry.work.OutOfRoomException when there is none for a while
   */
  static UploadMemory open(MemoryBudget budget) {
    return new UploadMemory(budget);
  }

  /** Takes the buffers of a body that turned out to be large; for the thread that reads it. */
  void large() {
    if (!large) {
      large = true;
      share.grow(ALL_BUFFERS - FIRST_BUFFERS);
    }
  }

  /**
   * Takes more, or gives back what is negative.
   *
   * @throws nexus.telemetry.work.OutOfRoomException when there is none for a while
   */
  public void change(long bytes) {
    share.change(bytes);
  }

  /** Takes more where there is plenty. */
  boolean tryGrow(long bytes) {
    return share.tryGrow(bytes);
  }

  /** Whether all that others wait for is what this one has taken, so that it begins nothing new. */
  boolean isOver() {
    return share.isOver();
  }

  /** Whether what only saves time should be given back. */
  boolean isTight() {
    return budget.isTight();
  }

  /** Gives back all. */
  @Override
  public void close() {
    share.close();
  }
}
