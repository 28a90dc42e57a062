package nexus.telemetry.csv.gpus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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
public final class FactTimes {

  /** Whoever says most of for whom the GPU works; then the first by name. */
  private static final Comparator<Map<String, String>> BY_MOST_SAID =
      Comparator.<Map<String, String>>comparingInt(Map::size)
          .thenComparing(Map::toString, Comparator.reverseOrder());

  /** That a series says something, from a time to a time, both inclusive. */
  private record Stretch(long fromMs, long toMs, GpuFacts facts) {}

  private final List<Stretch> stretches = new ArrayList<>();

  /** The next series says something of its samples from a time to a time, both inclusive. */
  public void add(long fromMs, long toMs, GpuFacts facts) {
    stretches.add(new Stretch(fromMs, toMs, facts));
  }

  /** What all say together. */
  public Runs<GpuFacts> runs() {
    TreeMap<Long, List<Integer>> begins = new TreeMap<>();
    TreeMap<Long, List<Integer>> ends = new TreeMap<>();
    for (int i = 0; i < stretches.size(); i++) {
      begins.computeIfAbsent(stretches.get(i).fromMs(), time -> new ArrayList<>()).add(i);
      ends.computeIfAbsent(stretches.get(i).toMs() + 1, time -> new ArrayList<>()).add(i);
    }
    TreeSet<Long> times = new TreeSet<>(begins.keySet());
    times.addAll(ends.keySet());
    Runs.Builder<GpuFacts> runs = new Runs.Builder<>();
    TreeMap<Integer, Stretch> now = new TreeMap<>();
    GpuFacts before = GpuFacts.UNKNOWN;
    for (long time : times) {
      ends.getOrDefault(time, List.of()).forEach(now::remove);
      begins.getOrDefault(time, List.of()).forEach(i -> now.put(i, stretches.get(i)));
      if (!now.isEmpty()) {
        before = together(now.values()).over(before);
        runs.from(time, before.with(worksFor(now.values())));
      }
    }
    return runs.build();
  }

  /** What is said of the GPU itself: by a series that came later, it stands. */
  private static GpuFacts together(Collection<Stretch> now) {
    GpuFacts all = GpuFacts.UNKNOWN;
    for (Stretch one : now) {
      all = one.facts().withoutAttribution().over(all);
    }
    return all;
  }

  /** For whom it works, which is the same whatever came first. */
  private static Map<String, String> worksFor(Collection<Stretch> now) {
    return now.stream().map(one -> one.facts().attribution()).max(BY_MOST_SAID).orElseThrow();
  }
}
