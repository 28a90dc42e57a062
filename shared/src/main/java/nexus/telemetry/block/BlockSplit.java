package nexus.telemetry.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;
import nexus.telemetry.model.MetricColumn;

/** Cuts a block by time into parts that fit into one key. */
final class BlockSplit {

  private BlockSplit() {}

  /**
   * A part of a block, with its stored form, so that it need not be encoded again.
   *
   * @param block the samples
   * @param bytes what {@link BlockCodec#encode} makes of them
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // the bytes are on their way to the store, never compared
  record Part(Block block, byte[] bytes) {}

  /**
   * Halves a block by time until each part's stored form is small enough. A cut is a time at which
   * every column is cut, so samples of the same time stay together; a part that is still too large
   * has only one distinct time.
   *
   * @param maxBytes most bytes of a part's stored form
   * @return the parts, ascending by time; no part when the block is empty
   * @throws IllegalArgumentException when it is no valid block
   */
  static List<Part> parts(Block block, int maxBytes) {
    List<Part> parts = new ArrayList<>();
    if (!block.columns().isEmpty()) {
      addParts(block, maxBytes, parts);
    }
    return parts;
  }

  /** Epoch milliseconds of the earliest sample; {@link Long#MAX_VALUE} when there is none. */
  static long firstMs(Block block) {
    long first = Long.MAX_VALUE;
    for (MetricColumn column : block.columns()) {
      first = Math.min(first, column.time(0));
    }
    return first;
  }

  private static void addParts(Block block, int maxBytes, List<Part> parts) {
    byte[] bytes = block.size() <= Block.MAX_SAMPLES ? BlockCodec.encode(block) : null;
    OptionalLong middle =
        bytes != null && bytes.length <= maxBytes ? OptionalLong.empty() : middle(block);
    if (middle.isEmpty()) {
      parts.add(new Part(block, bytes == null ? BlockCodec.encode(block) : bytes));
      return;
    }
    ToIntFunction<MetricColumn> at = column -> column.firstAtOrAfter(middle.getAsLong());
    addParts(slice(block, column -> 0, at), maxBytes, parts);
    addParts(slice(block, at, MetricColumn::size), maxBytes, parts);
  }

  /** Each column between two indices, empty ones left out; the block itself when that is all. */
  private static Block slice(
      Block block, ToIntFunction<MetricColumn> start, ToIntFunction<MetricColumn> end) {
    List<MetricColumn> columns = new ArrayList<>(block.columns().size());
    boolean all = true;
    for (MetricColumn column : block.columns()) {
      int from = start.applyAsInt(column);
      int to = Math.max(from, end.applyAsInt(column));
      all &= from == 0 && to == column.size();
      if (from < to) {
        columns.add(column.slice(from, to));
      }
    }
    return all ? block : part(block, columns);
  }

  /** Columns of the block, and what is known of their times. */
  private static Block part(Block block, List<MetricColumn> columns) {
    Block part = new Block(columns);
    return new Block(columns, block.facts().between(firstMs(part), lastMs(part) + 1));
  }

  private static long lastMs(Block block) {
    long last = Long.MIN_VALUE;
    for (MetricColumn column : block.columns()) {
      last = Math.max(last, column.time(column.size() - 1));
    }
    return last;
  }

  /**
   * A time at or after which about half of the samples lie, and before which at least one does;
   * nothing when all samples have the same time.
   */
  private static OptionalLong middle(Block block) {
    long[] times = new long[block.size()];
    int size = 0;
    for (MetricColumn column : block.columns()) {
      System.arraycopy(column.times(), 0, times, size, column.size());
      size += column.size();
    }
    Arrays.sort(times);
    int at = size / 2;
    while (at < size && times[at] == times[0]) {
      at++;
    }
    return at == size ? OptionalLong.empty() : OptionalLong.of(times[at]);
  }
}
