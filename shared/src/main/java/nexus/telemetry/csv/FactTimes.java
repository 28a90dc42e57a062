package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.Runs;

/**
 * Puts together what the series of a GPU say of it over time.
 *
 * <pre>
 * series 1   |-- pod a --|      |-- none --|       from its first sample to its last with these
 * series 2     |-- pod a --|  |-- none --|
 * together   |-- pod a ------|---- none ------
 * </pre>
 *
 * <p>Where several say something of one time, none of it is lost: see {@link GpuFacts#plus}. What
 * nobody says any more of the GPU itself stays as it was said last; for whom it works does not.
 */
final class FactTimes {

  /** Whoever says most of for whom the GPU works; then the first by name. */
  private static final Comparator<Map<String, String>> BY_MOST_SAID =
      Comparator.<Map<String, String>>comparingInt(Map::size)
          .thenComparing(Map::toString, Comparator.reverseOrder());

  /** That a series says something, from a time to a time, both inclusive. */
  private record Stretch(int series, long fromMs, long toMs, GpuFacts facts) {}

  private final List<Stretch> stretches = new ArrayList<>();

  /** A series says something of its samples from a time to a time, both inclusive. */
  void add(int series, long fromMs, long toMs, GpuFacts facts) {
    stretches.add(new Stretch(series, fromMs, toMs, facts));
  }

  /** What all say together. */
  Runs<GpuFacts> runs() {
    TreeMap<Long, List<Stretch>> begins = new TreeMap<>();
    TreeMap<Long, List<Stretch>> ends = new TreeMap<>();
    for (Stretch stretch : stretches) {
      begins.computeIfAbsent(stretch.fromMs(), time -> new ArrayList<>()).add(stretch);
      ends.computeIfAbsent(stretch.toMs() + 1, time -> new ArrayList<>()).add(stretch);
    }
    TreeMap<Long, Boolean> times = new TreeMap<>();
    begins.keySet().forEach(time -> times.put(time, true));
    ends.keySet().forEach(time -> times.put(time, true));
    Runs.Builder<GpuFacts> runs = new Runs.Builder<>();
    List<Stretch> now = new ArrayList<>();
    GpuFacts before = GpuFacts.UNKNOWN;
    for (long time : times.keySet()) {
      now.removeAll(ends.getOrDefault(time, List.of()));
      now.addAll(begins.getOrDefault(time, List.of()));
      if (!now.isEmpty()) {
        now.sort(Comparator.comparingInt(Stretch::series));
        GpuFacts said = together(now);
        before = said.withoutAttribution().over(before.withoutAttribution());
        runs.from(time, before.with(said.attribution()));
      }
    }
    return runs.build();
  }

  /**
   * What is said of the GPU by a series that came later stands. For whom it works is the same
   * whatever came first.
   */
  private static GpuFacts together(List<Stretch> now) {
    GpuFacts all = now.get(0).facts();
    for (Stretch one : now.subList(1, now.size())) {
      all = all.plus(one.facts());
    }
    Map<String, String> worksFor =
        now.stream().map(stretch -> stretch.facts().attribution()).max(BY_MOST_SAID).orElseThrow();
    return all.with(worksFor);
  }
}
