package nexus.functions.wiring;

import java.time.Duration;
import nexus.telemetry.work.MemoryBudget;

/**
 * How the heap is shared out. The rest is the application itself, queries, and room for the garbage
 * collector.
 *
 * <pre>
 * uploads   2/5   of it the reserve of one at a time
 * drain     1/8
 * answers   1/8   that wait for their readers
 * scrapes   1/16  what exporters answered, until it is queued
 * </pre>
 *
 * @param heapBytes largest size of the heap, bytes
 */
record HeapShares(long heapBytes) {

  /** As much as an upload needs at once where every sample is of a series of its own. */
  private static final long MOST_RESERVE = 96 << 20;

  /** Of the heap for each partition that is drained: its largest blocks take a quarter of it. */
  private static final long OF_A_PARTITION = 100 << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  static HeapShares ofThisProcess() {
    return new HeapShares(Runtime.getRuntime().maxMemory());
  }

  /** Partitions that are drained side by side, where {@code most} are asked for. */
  int partitions(int most) {
    return (int) Math.max(1, Math.min(most, heapBytes / OF_A_PARTITION));
  }

  /** Most bytes that bodies of scrapes have together. */
  long scrapes() {
    return heapBytes / 16;
  }

  /** What uploads share. */
  MemoryBudget uploads() {
    long all = heapBytes / 5 * 2;
    long reserve = Math.min(MOST_RESERVE, all / 5 * 3);
    return new MemoryBudget(all - reserve, reserve, PATIENCE);
  }
}
