package nexus.telemetry.csv.times;

import java.util.function.ToLongFunction;
import nexus.telemetry.csv.rows.LongSet;
import nexus.telemetry.csv.rows.TimelessRow;

/**
 * A way in which the rows of a scrape may stand: those of a block stand together, and those that
 * can be compared in the order of their GPUs.
 *
 * <pre>
 * GPU by GPU         T0 P0   T1 P1
 * metric by metric   T0 T1   P0 P1
 * </pre>
 *
 * <p>The rows of the first time show whether a file has it. GPUs stand in ascending order as long
 * as these do not say otherwise: so does every tool write them.
 */
final class Layout {

  /** Most blocks that are told apart. */
  private static final int MOST = 1 << 16;

  private final ToLongFunction<TimelessRow> block;

  /** What GPUs are compared within. */
  private final ToLongFunction<TimelessRow> scope;

  private final LongSet blocks = new LongSet();
  private TimelessRow last;
  private boolean possible = true;
  private boolean ascending = true;

  private Layout(ToLongFunction<TimelessRow> block, ToLongFunction<TimelessRow> scope) {
    this.block = block;
    this.scope = scope;
  }

  static Layout gpuByGpu() {
    return new Layout(TimelessRow::group, TimelessRow::host);
  }

  static Layout metricByMetric() {
    return new Layout(TimelessRow::lane, TimelessRow::lane);
  }

  /** Whether the rows of the first time stand so. */
  boolean isPossible() {
    return possible;
  }

  /** The next row of the first time. */
  void see(TimelessRow row) {
    if (!possible) {
      return;
    }
    possible = last == null || goesWith(row, last);
    ascending &= last == null || mayFollow(row, last);
    last = row;
    know(row);
  }

  /** A new row stands between two of one scrape. */
  void see(TimelessRow before, TimelessRow row, TimelessRow behind) {
    boolean within = block.applyAsLong(before) == block.applyAsLong(behind);
    possible &= goesWith(row, before) || goesWith(row, behind);
    possible &= !within || block.applyAsLong(row) == block.applyAsLong(before);
    ascending &= mayFollow(row, before) && mayFollow(behind, row);
  }

  /** The row is there from now on. */
  void know(TimelessRow row) {
    if (possible) {
      blocks.add(block.applyAsLong(row));
      possible = blocks.size() < MOST;
    }
  }

  /** Whether a new row may stand right behind another one in a scrape. */
  boolean mayEnd(TimelessRow row, TimelessRow before) {
    return possible && goesWith(row, before) && mayFollow(row, before);
  }

  /** Whether a new row may stand right before another one in a scrape. */
  boolean mayBegin(TimelessRow row, TimelessRow behind) {
    return possible && goesWith(row, behind) && mayFollow(behind, row);
  }

  /** Whether no other row would stand between it and those of its block. */
  private boolean goesWith(TimelessRow row, TimelessRow neighbour) {
    long own = block.applyAsLong(row);
    return own == block.applyAsLong(neighbour) || !blocks.contains(own);
  }

  private boolean mayFollow(TimelessRow row, TimelessRow before) {
    return order(before, row) <= 0;
  }

  /**
   * Below 0 where the first stands before the second, above where behind; 0 where neither is so.
   */
  int order(TimelessRow first, TimelessRow second) {
    boolean comparable =
        ascending
            && first.gpu() >= 0
            && second.gpu() >= 0
            && scope.applyAsLong(first) == scope.applyAsLong(second);
    return comparable ? Long.compare(first.gpu(), second.gpu()) : 0;
  }
}
