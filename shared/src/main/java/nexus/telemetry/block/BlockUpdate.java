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

  /** Samples without facts: those that are known of their times stay. */
  public static BlockUpdate of(List<MetricColumn> columns) {
    return new BlockUpdate(UNTOLD, columns);
  }
}
