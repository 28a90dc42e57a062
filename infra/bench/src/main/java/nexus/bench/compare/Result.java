package nexus.bench.compare;

import java.util.List;

/**
 * What was measured of one peer.
 *
 * @param name its name
 * @param version its version
 * @param rows rows of the file
 * @param coldSeconds the first load
 * @param seconds the loads after it
 * @param queryMs what each question took, milliseconds, ascending; empty for one that stores
 *     nothing
 * @param bytes bytes a sample on disk; NaN for one that stores nothing
 * @param note how it was loaded
 */
record Result(
    String name,
    String version,
    long rows,
    double coldSeconds,
    List<Double> seconds,
    List<Double> queryMs,
    double bytes,
    String note) {

  Result {
    seconds = List.copyOf(seconds);
    queryMs = List.copyOf(queryMs);
  }

  /**
   * This result as if the clock had stopped once every row was in the queue.
   *
   * @param secondsOfAll what that took for the first load and those after it
   */
  Result queuedOnly(List<Double> secondsOfAll) {
    return new Result(
        name + ", queued only",
        "",
        rows,
        secondsOfAll.get(0),
        secondsOfAll.subList(1, secondsOfAll.size()),
        List.of(),
        Double.NaN,
        "the same loads until the upload was answered: parsed, and every message in etcd");
  }

  double coldRate() {
    return rows / coldSeconds;
  }

  double medianRate() {
    return rows / percentile(seconds, 50);
  }

  double bestRate() {
    return rows / percentile(seconds, 0);
  }

  /** Whether it could be asked for what it took in. */
  boolean isStore() {
    return !queryMs.isEmpty();
  }

  /** The nearest-rank percentile of the questions' times; NaN for one that stores nothing. */
  double queryMs(int percent) {
    return isStore() ? percentile(queryMs, percent) : Double.NaN;
  }

  /** The nearest-rank percentile, in any order given; 0 gives the least. */
  static double percentile(List<Double> values, int percent) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
  }
}
