package nexus.telemetry.block;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;

/** Merges facts: what an update says of its samples' times replaces what was known of them. */
public final class FactMerge {

  private FactMerge() {}

  /**
   * What is known after an update; {@code stands} itself where that changes nothing.
   *
   * @param stands what is known of the block's times
   * @param columns the block's samples before the update; asked for only where they matter
   */
  public static Runs<BlockFacts> merge(
      Runs<BlockFacts> stands, Supplier<List<MetricColumn>> columns, BlockUpdate update) {
    Runs<BlockFacts> told = update.facts();
    if (told.equals(BlockUpdate.UNTOLD) || told.equals(stands)) {
      return stands;
    }
    List<MetricColumn> updates =
        update.columns().stream().filter(column -> column.size() > 0).toList();
    if (updates.isEmpty()) {
      return stands;
    }
    long firstMs = firstMs(updates);
    Runs<BlockFacts> later = told.between(firstMs, lastMs(updates) + 1);
    List<MetricColumn> before = columns.get();
    if (before.isEmpty()) {
      return later;
    }
    return lastMs(before) < firstMs
        ? behind(stands, later, firstMs)
        : woven(stands, times(before), later, times(updates));
  }

  /** The update is later than all of the block. */
  private static Runs<BlockFacts> behind(
      Runs<BlockFacts> stands, Runs<BlockFacts> later, long firstMs) {
    Runs.Builder<BlockFacts> all = new Runs.Builder<>();
    for (int i = 0; i < stands.size(); i++) {
      all.from(stands.start(i), stands.value(i));
    }
    for (int i = 0; i < later.size(); i++) {
      all.from(Math.max(firstMs, later.start(i)), later.value(i));
    }
    return all.build();
  }

  private static Runs<BlockFacts> woven(
      Runs<BlockFacts> stands, long[] times, Runs<BlockFacts> told, long[] updates) {
    Runs.Builder<BlockFacts> all = new Runs.Builder<>();
    int next = 0;
    int update = 0;
    while (next < times.length || update < updates.length) {
      boolean there =
          update == updates.length || (next < times.length && times[next] <= updates[update]);
      boolean isTold =
          next == times.length || (update < updates.length && updates[update] <= times[next]);
      long time = there ? times[next] : updates[update];
      BlockFacts facts = there ? stands.at(time) : BlockFacts.UNTOLD;
      all.from(time, isTold ? told.at(time).over(facts) : facts);
      next += there ? 1 : 0;
      update += isTold ? 1 : 0;
    }
    return all.build();
  }

  private static long firstMs(List<MetricColumn> columns) {
    return columns.stream().mapToLong(column -> column.time(0)).min().orElse(Long.MAX_VALUE);
  }

  private static long lastMs(List<MetricColumn> columns) {
    return columns.stream()
        .mapToLong(column -> column.time(column.size() - 1))
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** Every time of the columns once, ascending. Most columns share their times. */
  private static long[] times(List<MetricColumn> columns) {
    long[] all = new long[0];
    long[] before = null;
    for (MetricColumn column : columns) {
      if (column.times() != before) {
        before = column.times();
        all = union(all, before);
      }
    }
    return all;
  }

  private static long[] union(long[] one, long[] other) {
    if (Arrays.equals(one, other)) {
      return one;
    }
    long[] all = new long[one.length + other.length];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < one.length || j < other.length) {
      boolean first = j == other.length || (i < one.length && one[i] <= other[j]);
      long time = first ? one[i++] : other[j++];
      if (size == 0 || all[size - 1] != time) {
        all[size++] = time;
      }
    }
    return Arrays.copyOf(all, size);
  }
}
