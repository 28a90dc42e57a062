package nexus.telemetry.block;

import java.util.List;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;

/**
 * Samples to be merged into a block, with their facts.
 *
 * @param facts what is known of the GPU at the samples' times
 * @param columns the samples, the same series any number of times
 */
public record BlockUpdate(Runs<BlockFacts> facts, List<MetricColumn> columns) {

  static final Runs<BlockFacts> UNTOLD = Runs.always(BlockFacts.UNTOLD);

  public BlockUpdate {
    columns = List.copyOf(columns);
  }

  /** Samples of one block with what holds at their times, out of longer runs. */
  public static BlockUpdate of(List<MetricColumn> columns, Runs<BlockFacts> facts) {
    long fromMs = columns.stream().mapToLong(column -> column.time(0)).min().orElseThrow();
    long lastMs =
        columns.stream().mapToLong(column -> column.time(column.size() - 1)).max().orElseThrow();
    return new BlockUpdate(facts.between(fromMs, lastMs + 1), columns);
  }

  /** Samples without facts: those that are known of their times stay. */
  public static BlockUpdate of(List<MetricColumn> columns) {
    return new BlockUpdate(UNTOLD, columns);
  }
}
