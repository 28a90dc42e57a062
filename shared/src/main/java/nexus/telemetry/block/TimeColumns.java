package nexus.telemetry.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nexus.telemetry.model.UnreadableException;

/**
 * The distinct time columns of a block: metrics whose times agree share one, and one of as many
 * samples as an earlier one is written as the differences from that, where this is smaller. The
 * bytes are drawn at {@link BlockCodec}.
 */
final class TimeColumns {

  private TimeColumns() {}

  /** Collects and writes time columns. */
  static final class Writer {

    private final List<long[]> columns = new ArrayList<>();

    /** Index of a column with these times, added when there is none. */
    int indexOf(long[] times) {
      for (int i = columns.size() - 1; i >= 0; i--) {
        if (columns.get(i) == times || Arrays.equals(columns.get(i), times)) {
          return i;
        }
      }
      columns.add(times);
      return columns.size() - 1;
    }

    void write(ByteSink sink) {
      ByteSink alone = new ByteSink();
      ByteSink relative = new ByteSink();
      boolean[] standsAlone = new boolean[columns.size()];
      sink.putVarint(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        long[] times = columns.get(i);
        alone.clear();
        IntegerSeries.write(alone, times, times.length, 0);
        int base = base(standsAlone, times.length);
        if (base >= 0) {
          relative.clear();
          long[] offsets = times.clone();
          Arrays.setAll(offsets, at -> times[at] - columns.get(base)[at]);
          IntegerSeries.write(relative, offsets, offsets.length, 0);
        }
        if (base >= 0 && relative.size() < alone.size()) {
          sink.putVarint(base + 1L);
          sink.putCounted(relative);
        } else {
          standsAlone[i] = true;
          sink.putVarint(0);
          sink.putVarint(times.length);
          sink.putCounted(alone);
        }
      }
    }

    private int base(boolean[] standsAlone, int length) {
      for (int i = 0; i < standsAlone.length; i++) {
        if (standsAlone[i] && columns.get(i).length == length) {
          return i;
        }
      }
      return -1;
    }
  }

  /** Reads time columns, each only when it is asked for. */
  static final class Reader {

    private final List<Stored> columns = new ArrayList<>();

    /**
     * @throws UnreadableException when there are no such columns
     */
    Reader(ByteSource source) {
      int size = source.getCount(source.remaining() / 2, "time columns");
      long samples = 0;
      for (int i = 0; i < size; i++) {
        int base = source.getCount(i, "as number of an earlier time column") - 1;
        if (base >= 0 && columns.get(base).base >= 0) {
          throw source.corrupt("time column " + i + " is relative to one that is relative itself");
        }
        int count =
            base < 0 ? source.getCount(Block.MAX_SAMPLES, "times") : columns.get(base).count;
        samples += count;
        if (count == 0 || samples > Block.MAX_SAMPLES) {
          throw source.corrupt("no times, or more than " + Block.MAX_SAMPLES);
        }
        columns.add(new Stored(base, count, source.getCounted("times")));
      }
    }

    int size() {
      return columns.size();
    }

    /** Number of samples of a column. */
    int count(int index) {
      return columns.get(index).count;
    }

    /**
     * The times of a column, ascending strictly; the same array each time.
     *
     * @throws UnreadableException when they cannot be read or do not ascend
     */
    long[] times(int index) {
      Stored column = columns.get(index);
      if (column.times == null) {
        long[] base = column.base < 0 ? null : times(column.base);
        column.times = read(column, base);
      }
      return column.times;
    }

    private static long[] read(Stored column, long[] base) {
      ByteSource source = column.source;
      int code = source.getByte();
      if (code > IntegerSeries.DENSE_SECOND << 4 || (code & 0xF) != 0) {
        throw source.corrupt("unknown code " + code + " of times");
      }
      long[] times = IntegerSeries.read(source, code >> 4, column.count);
      for (int i = 0; i < times.length; i++) {
        times[i] += base == null ? 0 : base[i];
        if (i > 0 && times[i] <= times[i - 1]) {
          throw source.corrupt("times do not ascend at " + i);
        }
      }
      return times;
    }
  }

  private static final class Stored {

    private final int base;
    private final int count;
    private final ByteSource source;
    private long[] times;

    Stored(int base, int count, ByteSource source) {
      this.base = base;
      this.count = count;
      this.source = source;
    }
  }
}
