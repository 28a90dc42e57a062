package nexus.telemetry.block;

import java.util.List;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;

/**
 * All samples of one GPU that lie in one stretch of time.
 *
 * <p>A block begins at a multiple of the block span, unless the block of that span grew too large
 * and was split: then each part is a block that begins at its first sample and ends where the next
 * one begins.
 *
 * @param columns ascending by name of the series, none twice, none empty; in each the times ascend
 *     strictly
 * @param facts what is known of the GPU at the samples' times
 */
public record Block(List<MetricColumn> columns, Runs<BlockFacts> facts) {

  /** Most samples a block can hold: few bytes can stand for many samples. */
  public static final int MAX_SAMPLES = 1 << 22;

  /** A block without samples. */
  public static final Block EMPTY = new Block(List.of());

  public Block {
    columns = List.copyOf(columns);
  }

  /** A block without facts. */
  public Block(List<MetricColumn> columns) {
    this(columns, BlockUpdate.UNTOLD);
  }

  /** Number of samples. */
  public int size() {
    int size = 0;
    for (MetricColumn column : columns) {
      size += column.size();
    }
    return size;
  }
}
