package nexus.telemetry.csv.gpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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
 * Where they say different ones for whom it works, each sample's own counts, and not what others
 * said before and behind it.
 */
public final class FactTimes {

  /** Whoever says most of for whom the GPU works; then the first by name. */
  private static final Comparator<Map<String, String>> BY_MOST_SAID =
      Comparator.<Map<String, String>>comparingInt(Map::size)
          .thenComparing(Map::toString, Comparator.reverseOrder());

  /** That a series says something with its samples at {@code times[from]} to {@code times[to]}. */
  private static final class Stretch {
    private final long[] times;
    private final int from;
    private final int to;
    private final GpuFacts facts;

    Stretch(long[] times, int from, int to, GpuFacts facts) {
      this.times = times;
      this.from = from;
      this.to = to;
      this.facts = facts;
    }

    long fromMs() {
      return times[from];
    }

    long toMs() {
      return times[to];
    }

    GpuFacts facts() {
      return facts;
    }

    /**
     * Adds this to its samples' times from {@code fromMs} (inclusive) to {@code toMs} (exclusive).
     */
    void addTo(SortedMap<Long, List<Stretch>> byTime, long fromMs, long toMs) {
      int first = Arrays.binarySearch(times, from, to + 1, fromMs);
      for (int i = first < 0 ? -first - 1 : first; i <= to && times[i] < toMs; i++) {
        byTime.computeIfAbsent(times[i], time -> new ArrayList<>()).add(this);
      }
    }
  }

  private final List<Stretch> stretches = new ArrayList<>();

  /**
   * The next series says something of its samples.
   *
   * @param times holds their times, ascending, from {@code from} to {@code to}, both inclusive; not
   *     changed before {@link #runs}
   */
  public void add(long[] times, int from, int to, GpuFacts facts) {
    stretches.add(new Stretch(times, from, to, facts));
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
        GpuFacts itself = before;
        SortedMap<Long, List<Stretch>> each = samples(now.values(), time, times.higher(time));
        each.putIfAbsent(time, List.copyOf(now.values()));
        each.forEach((from, some) -> runs.from(from, itself.with(worksFor(some))));
      }
    }
    return runs.build();
  }

  /** Whether they say different ones for whom the GPU works. */
  private static boolean areAtOdds(Collection<Stretch> now) {
    Map<String, String> said = Map.of();
    for (Stretch one : now) {
      Map<String, String> own = one.facts().attribution();
      if (!said.isEmpty() && !own.isEmpty() && !own.equals(said)) {
        return true;
      }
      said = own.isEmpty() ? said : own;
    }
    return false;
  }

  /**
   * Who has a sample at which time, of those that say for whom the GPU works; none where all say
   * the same.
   */
  private static SortedMap<Long, List<Stretch>> samples(
      Collection<Stretch> now, long fromMs, long toMs) {
    SortedMap<Long, List<Stretch>> byTime = new TreeMap<>();
    if (areAtOdds(now)) {
      now.stream()
          .filter(one -> !one.facts().attribution().isEmpty())
          .forEach(one -> one.addTo(byTime, fromMs, toMs));
    }
    return byTime;
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
