package nexus.telemetry.query.incidents;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import nexus.telemetry.incidents.Incident;
import nexus.telemetry.incidents.Severity;

/**
 * Incidents of a cluster.
 *
 * @param cluster the cluster
 * @param all the incidents, the newest first
 * @param unreadableHosts hosts of which something is not known
 */
public record Incidents(String cluster, List<Incident> all, SortedSet<String> unreadableHosts) {

  private static final Comparator<Incident> NEWEST_FIRST =
      Comparator.comparingLong(Incident::sinceMs)
          .reversed()
          .thenComparing(Incident::host)
          .thenComparing(Incident::gpu)
          .thenComparing(Incident::rule)
          .thenComparingLong(Incident::xid);

  public Incidents {
    all = all.stream().sorted(NEWEST_FIRST).toList();
    unreadableHosts = Collections.unmodifiableSortedSet(new TreeSet<>(unreadableHosts));
  }

  /** Kind and severity, by which incidents are counted. */
  public record Sort(String kind, Severity severity) implements Comparable<Sort> {

    @Override
    public int compareTo(Sort other) {
      return Comparator.comparing(Sort::kind).thenComparing(Sort::severity).compare(this, other);
    }
  }

  /**
   * How many there are.
   *
   * @param open how many are open
   * @param total how many there are in all
   */
  public record Count(long open, long total) {

    private Count plus(Count other) {
      return new Count(open + other.open, total + other.total);
    }
  }

  /** How many there are of each sort. */
  public SortedMap<Sort, Count> counts() {
    SortedMap<Sort, Count> counts = new TreeMap<>();
    for (Incident incident : all) {
      counts.merge(
          new Sort(incident.kind(), incident.severity()),
          new Count(incident.isOpen() ? 1 : 0, 1),
          Count::plus);
    }
    return counts;
  }
}
