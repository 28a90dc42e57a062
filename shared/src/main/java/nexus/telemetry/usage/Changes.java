package nexus.telemetry.usage;

import java.util.Arrays;
import nexus.telemetry.model.MetricColumn;

/** Gathers times. Most metrics of a scrape have the same ones, which are gathered once. */
final class Changes {

  private long[] times = new long[64];
  private int size;
  private long[] last = new long[0];

  void add(long timeMs) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
    }
    times[size++] = timeMs;
  }

  /** Adds the times of samples, and those at which one holds no more. */
  void add(MetricColumn column) {
    if (Arrays.equals(column.times(), last)) {
      return;
    }
    last = column.times();
    for (int i = 0; i < column.size(); i++) {
      add(column.time(i));
      long endMs = column.time(i) + UsageMeter.HOLD_MS;
      if (i + 1 == column.size() || column.time(i + 1) > endMs) {
        add(endMs);
      }
    }
  }

  /** All of them, each once. */
  long[] ascending() {
    Arrays.sort(times, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept == 0 || times[i] != times[kept - 1]) {
        times[kept++] = times[i];
      }
    }
    return Arrays.copyOf(times, kept);
  }
}
