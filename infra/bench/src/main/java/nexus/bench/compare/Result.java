package nexus.bench.compare;

import java.util.Optional;
import nexus.bench.Timings;

/**
 * What was measured of one peer.
 *
 * @param name its name
 * @param version its version
 * @param rows rows of the file
 * @param coldSeconds the first load
 * @param seconds the loads after it
 * @param questions milliseconds that a question took; empty for one that stores nothing
 * @param bytes bytes a sample on disk; NaN for one that stores nothing
 * @param note how it was loaded
 */
record Result(
    String name,
    String version,
    long rows,
    double coldSeconds,
    Timings seconds,
    Optional<Timings> questions,
    double bytes,
    String note) {

  /**
   * This result as if the clock had stopped once every row was in the queue.
   *
   * @param cold seconds that it took for the first load
   * @param warm and for those after it
   */
  Result queuedOnly(double cold, Timings warm) {
    return new Result(
        name + ", queued only",
        "",
        rows,
        cold,
        warm,
        Optional.empty(),
        Double.NaN,
        "the same loads until the upload was answered: parsed, and every message in etcd");
  }

  double coldRate() {
    return rows / coldSeconds;
  }

  double medianRate() {
    return rows / seconds.median();
  }

  double bestRate() {
    return rows / seconds.least();
  }

  /** A nearest-rank percentile of the questions' milliseconds; NaN where there are none. */
  double questionMs(int percent) {
    return questions.map(asked -> asked.percentile(percent)).orElse(Double.NaN);
  }

  /** Whether it could be asked for what it took in. */
  boolean isStore() {
    return questions.isPresent();
  }
}
