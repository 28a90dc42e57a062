package nexus.telemetry.csv.gpus;

import java.util.SplittableRandom;
import nexus.telemetry.csv.gpus.Series.Metric;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;

/**
 * Values of rows whose GPU, or whose host, is the one that was given. Two values of one series and
 * time are of two GPUs then, or of two hosts: the first one stands, and the other is rejected.
 *
 * <p>Memory is bounded: {@value #MOST} values are remembered.
 */
public final class GivenValues {

  /** Most values that are remembered, a power of two. */
  static final int MOST = 1 << 18;

  private static final int LEAST = 1 << 10;

  private final long factor = new SplittableRandom().nextLong() | 1;

  /** What each value is of, linear probing, half full; 0 where none is. */
  private long[] keys = {};

  private double[] values = {};
  private long[] workers = {};
  private int size;

  /** Whether values of a row must be looked at. */
  public static boolean concern(RowFields row) {
    return row.described() != null || row.worker() != null;
  }

  /**
   * Looks at a value.
   *
   * @param name of the metric as the file has it: a field under two names may have two values
   * @param place of its column
   * @throws RowRejected when a row before had another one of that series and time, and is of
   *     another GPU or host for that
   */
  public void check(
      GpuRows gpu, Metric metric, String name, long time, double value, RowFields row, int place)
      throws RowRejected {
    if (keys.length == 0) {
      allocate(LEAST);
    }
    String worker = row.worker() == null ? "" : row.worker();
    long key = hash(hash(hash(time, gpu.id().alias()), metric.series()), name);
    key = key * factor + gpu.facts().number();
    int slot = slot(key);
    if (keys[slot] == 0) {
      add(slot, key, value, hash(1, worker));
      return;
    } else if (Double.compare(values[slot], value) == 0) {
      return;
    }
    String two =
        "two values of " + metric.series() + " at one time, " + values[slot] + " and " + value;
    if (row.described() != null) {
      throw new RowRejected(place, GivenGpu.several("have " + two));
    } else if (workers[slot] != hash(1, worker)) {
      throw new RowRejected(place, GivenHost.several(two + ", the second of " + worker));
    }
  }

  private void add(int slot, long key, double value, long worker) {
    if (size == MOST) {
      return;
    }
    keys[slot] = key;
    values[slot] = value;
    workers[slot] = worker;
    if (2 * ++size > keys.length) {
      grow();
    }
  }

  private long hash(long before, String text) {
    long hash = before * factor;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ hash >>> 32) * factor + text.charAt(i);
    }
    return hash * factor + 1;
  }

  private int slot(long key) {
    int slot = (int) (key ^ key >>> 32) & (keys.length - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void allocate(int length) {
    keys = new long[length];
    values = new double[length];
    workers = new long[length];
  }

  private void grow() {
    long[] oldKeys = keys;
    double[] oldValues = values;
    long[] oldWorkers = workers;
    allocate(2 * oldKeys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
        workers[slot] = oldWorkers[i];
      }
    }
  }
}
