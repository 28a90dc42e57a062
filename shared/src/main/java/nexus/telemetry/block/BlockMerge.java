package nexus.telemetry.block;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.model.MetricColumn;

/** Merges published samples into a block. */
public final class BlockMerge {

  private BlockMerge() {}

  /**
   * A merged block: every update sample is counted once, repeats included, so {@code added +
   * overwritten + unchanged} is the number of update samples.
   *
   * @param block the block; the very one that was there when no sample was added or overwritten
   * @param added samples whose metric and time were new
   * @param overwritten samples that replaced another value
   * @param unchanged samples whose value was there already, bit for bit
   */
  public record Merged(Block block, long added, long overwritten, long unchanged) {

    /** Whether the block differs, so that it must be stored. */
    public boolean changed() {
      return added + overwritten > 0;
    }
  }

  /**
   * Merges updates into a block.
   *
   * @param existing the block that is there, {@link Block#EMPTY} when there is none
   * @param updates columns in the order they were published, the same metric any number of times: a
   *     later one replaces what an earlier one brought, and in a column a later entry replaces an
   *     earlier one of the same time
   */
  public static Merged merge(Block existing, List<MetricColumn> updates) {
    Map<String, ColumnMerger> mergers = new TreeMap<>();
    for (MetricColumn column : existing.columns()) {
      mergers.put(column.metric(), new ColumnMerger(column));
    }
    for (MetricColumn update : updates) {
      if (update.size() > 0) {
        mergers.computeIfAbsent(update.metric(), ColumnMerger::new).merge(update);
      }
    }
    long added = 0;
    long overwritten = 0;
    long unchanged = 0;
    for (ColumnMerger merger : mergers.values()) {
      added += merger.added();
      overwritten += merger.overwritten();
      unchanged += merger.unchanged();
    }
    Block block = added + overwritten == 0 ? existing : block(mergers);
    return new Merged(block, added, overwritten, unchanged);
  }

  private static Block block(Map<String, ColumnMerger> mergers) {
    List<MetricColumn> columns = new ArrayList<>(mergers.size());
    for (ColumnMerger merger : mergers.values()) {
      columns.add(merger.column());
    }
    return new Block(columns);
  }
}
