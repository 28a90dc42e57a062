package nexus.telemetry.block;

import java.util.List;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.UnreadableException;

/**
 * Rows: samples that were appended to an encoded block. Their bytes are drawn at {@link
 * BlockCodec}.
 *
 * <p>A row brings one sample of some of the block's metrics, each the same time after the last one
 * of its metric: a scrape is one row as a rule, whatever the delay of each metric in it. A value is
 * the difference from the last one, as integers at the scale of the metric's series, or eight bytes
 * where that has none.
 */
final class BlockRows {

  private BlockRows() {}

  /**
   * Reads rows up to the end and adds their samples to the columns.
   *
   * @param samples samples the columns have already, wanted or not
   * @return the number of rows
   * @throws UnreadableException when the bytes are no rows of these columns
   */
  static int read(ByteSource source, List<StoredColumn> columns, long samples) {
    int rows = 0;
    long count = samples;
    while (source.remaining() > 0) {
      long stepMs = source.getVarint();
      int listed = source.getCount(columns.size(), "columns of a row");
      int size = listed == 0 ? columns.size() : listed;
      count += size;
      if (stepMs <= 0 || size == 0 || count > Block.MAX_SAMPLES) {
        throw source.corrupt("a row of " + size + " samples after " + stepMs + " ms");
      }
      int next = 0;
      for (int i = 0; i < size; i++) {
        next += listed == 0 ? 0 : source.getCount(columns.size() - 1L - next, "columns left out");
        readValue(source, columns.get(next++), stepMs);
      }
      rows++;
    }
    return rows;
  }

  private static void readValue(ByteSource source, StoredColumn column, long stepMs) {
    int scale = column.scale();
    long stored = scale < 0 ? source.getLongLittle() : source.getZigzag();
    if (column.wanted()) {
      long timeMs = column.lastMs() + stepMs;
      if (timeMs <= column.lastMs()) {
        throw source.corrupt("a row's time does not ascend");
      }
      column.add(
          timeMs,
          scale < 0
              ? Double.longBitsToDouble(stored)
              : Decimals.value(Decimals.integer(column.lastValue(), scale) + stored, scale));
    }
  }

  /**
   * Writes updates as rows, and moves {@code last} on.
   *
   * @param mostRows most rows to write
   * @return the number of rows; −1 when the updates cannot all be rows: one is not later than its
   *     metric's last sample, or of a metric the block does not have, or has more digits after the
   *     point; what was written is of no use then
   */
  static int write(ByteSink sink, BlockTail last, List<MetricColumn> updates, int mostRows) {
    int[] columns = new int[updates.size()];
    int[] next = new int[updates.size()];
    int left = 0;
    for (int u = 0; u < columns.length; u++) {
      columns[u] = last.indexOf(updates.get(u).metric());
      left += updates.get(u).size();
      if (columns[u] < 0 || updates.get(u).size() > mostRows) {
        return -1;
      }
    }
    int rows = 0;
    while (left > 0) {
      int written = rows >= mostRows ? 0 : writeRow(sink, last, updates, columns, next);
      if (written == 0) {
        return -1;
      }
      left -= written;
      rows++;
    }
    return rows;
  }

  /**
   * Writes one row: of each metric the first update that is left, as far as they come the same time
   * after their metric's last sample.
   *
   * @return the number of its samples; 0 when there is none that can be written
   */
  private static int writeRow(
      ByteSink sink, BlockTail last, List<MetricColumn> updates, int[] columns, int[] next) {
    int[] of = new int[last.size()]; // of each column: 0, or 1 + its update, or −1 for none now
    long stepMs = 0;
    int size = 0;
    for (int u = 0; u < columns.length; u++) {
      MetricColumn update = updates.get(u);
      if (of[columns[u]] != 0 || next[u] == update.size()) {
        continue;
      }
      long step = update.time(next[u]) - last.timeMs(columns[u]);
      stepMs = stepMs == 0 ? step : stepMs;
      if (step <= 0) {
        return 0;
      }
      of[columns[u]] = step == stepMs ? u + 1 : -1;
      size += step == stepMs ? 1 : 0;
    }
    sink.putVarint(stepMs);
    sink.putVarint(size == of.length ? 0 : size);
    int leftOut = 0;
    for (int column = 0; column < of.length; column++) {
      if (of[column] <= 0) {
        leftOut++;
        continue;
      }
      if (size < of.length) {
        sink.putVarint(leftOut);
      }
      leftOut = 0;
      int u = of[column] - 1;
      double value = updates.get(u).value(next[u]++);
      if (!writeValue(sink, last, column, value)) {
        return 0;
      }
      last.moveOn(column, stepMs, value);
    }
    return size;
  }

  private static boolean writeValue(ByteSink sink, BlockTail last, int column, double value) {
    int scale = last.scale(column);
    if (scale < 0) {
      sink.putLongLittle(Double.doubleToRawLongBits(value));
    } else if (Decimals.fits(value, scale)) {
      long before = Decimals.integer(last.value(column), scale);
      sink.putZigzag(Decimals.integer(value, scale) - before);
    } else {
      return false;
    }
    return true;
  }
}
