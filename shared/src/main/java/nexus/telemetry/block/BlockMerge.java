package nexus.telemetry.block;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;

/** Merges published samples into a block. */
public final class BlockMerge {

  private BlockMerge() {}

  /**
   * A merged block: every update sample is counted once, repeats included, so {@code added +
   * overwritten + unchanged} is the number of update samples.
   *
   * @param block the block; the very one that was there when nothing changed
   * @param changed whether a sample or a fact changed, so that the block must be stored
   * @param added samples whose metric and time were new
   * @param overwritten samples that replaced another value
   * @param unchanged samples whose value was there already, bit for bit
   */
  public record Merged(
      Block block, boolean changed, long added, long overwritten, long unchanged) {}

  /**
   * Merges updates into a block.
   *
   * @param existing the block that is there, {@link Block#EMPTY} when there is none
   * @param updates columns in the order they were published, the same metric any number of times: a
   *     later one replaces what an earlier one brought, and in a column a later entry replaces an
   *     earlier one of the same time
   */
  public static Merged merge(Block existing, List<MetricColumn> updates) {
    return mergeAll(existing, List.of(BlockUpdate.of(updates)));
  }

  /** Merges updates with their facts, in the order they were published. */
  static Merged mergeAll(Block existing, List<BlockUpdate> updates) {
    Map<String, ColumnMerger> mergers = new TreeMap<>();
    for (MetricColumn column : existing.columns()) {
      mergers.put(column.metric(), new ColumnMerger(column));
    }
    Runs<BlockFacts> facts = existing.facts();
    for (BlockUpdate update : updates) {
      facts = FactMerge.merge(facts, () -> columns(mergers), update);
      for (MetricColumn column : update.columns()) {
        if (column.size() > 0) {
          mergers.computeIfAbsent(column.metric(), ColumnMerger::new).merge(column);
        }
      }
    }
    return merged(existing, facts, mergers);
  }

  private static Merged merged(
      Block existing, Runs<BlockFacts> facts, Map<String, ColumnMerger> mergers) {
    long added = 0;
    long overwritten = 0;
    long unchanged = 0;
    for (ColumnMerger merger : mergers.values()) {
      added += merger.added();
      overwritten += merger.overwritten();
      unchanged += merger.unchanged();
    }
    boolean same = added + overwritten == 0 && facts.equals(existing.facts());
    return new Merged(
        same ? existing : new Block(columns(mergers), facts), !same, added, overwritten, unchanged);
  }

  private static List<MetricColumn> columns(Map<String, ColumnMerger> mergers) {
    return mergers.values().stream().map(ColumnMerger::column).toList();
  }
}
