package nexus.telemetry.csv.gpus;

import java.util.function.LongConsumer;

/**
 * Counts the memory that a parser holds, about, and has it granted in steps ahead of its use.
 *
 * <pre>
 * kept      series, and rows that others are compared with, until they are forgotten
 * section   samples, until they are taken
 * </pre>
 */
public final class Holdings {

  /** What is asked for at a time, bytes. */
  private static final long STEP = 512 << 10;

  private final LongConsumer memory;
  private long kept;
  private long section;
  private long granted;

  /**
   * @param memory is told how many bytes more are held, or, where negative, fewer; may wait, and
   *     may refuse by an exception
   */
  public Holdings(LongConsumer memory) {
    this.memory = memory;
  }

  /** Counts what is counted elsewhere already. */
  public static Holdings uncounted() {
    return new Holdings(bytes -> {});
  }

  public void keep(long bytes) {
    kept += bytes;
    ask();
  }

  public void hold(long bytes) {
    section += bytes;
    ask();
  }

  private void ask() {
    if (kept + section > granted) {
      long more = Math.max(STEP, kept + section - granted);
      memory.accept(more);
      granted += more;
    }
  }

  /** Bytes that are kept. */
  public long kept() {
    return kept;
  }

  /** Bytes that samples hold since they were taken last. */
  public long section() {
    return section;
  }

  /** What the samples hold is another's from now on, who gives it back. */
  public long takeSection() {
    long taken = section;
    granted -= taken;
    section = 0;
    return taken;
  }

  /** Gives back what was kept. */
  public void forget() {
    kept = 0;
    memory.accept(section - granted);
    granted = section;
  }
}
