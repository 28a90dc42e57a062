package nexus.telemetry.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Series in memory, a sample every so often from time zero on. */
public final class MemorySeries implements SeriesSource {

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record One(Labels labels, long[] times, double[] values) {}

  private final List<One> all = new ArrayList<>();

  /**
   * Adds a series.
   *
   * @param stepMs how far its samples are apart
   * @param values its values; one that is no number is no sample
   * @param labels names and values in turn
   */
  public MemorySeries add(long stepMs, double[] values, String... labels) {
    TreeMap<String, String> map = new TreeMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    int[] there = IntStream.range(0, values.length).filter(i -> !Double.isNaN(values[i])).toArray();
    all.add(
        new One(
            Labels.of(map),
            IntStream.of(there).mapToLong(i -> i * stepMs).toArray(),
            IntStream.of(there).mapToDouble(i -> values[i]).toArray()));
    return this;
  }

  @Override
  public void read(List<Matcher> matchers, long fromMs, long toMs, SeriesSink sink) {
    for (One one : all) {
      boolean wanted =
          matchers.stream().allMatch(each -> each.matches(one.labels.get(each.name())));
      int[] within =
          IntStream.range(0, one.times.length)
              .filter(i -> one.times[i] >= fromMs && one.times[i] <= toMs)
              .toArray();
      if (wanted && within.length > 0) {
        sink.series(
            one.labels,
            IntStream.of(within).mapToLong(i -> one.times[i]).toArray(),
            IntStream.of(within).mapToDouble(i -> one.values[i]).toArray(),
            within.length);
      }
    }
  }
}
