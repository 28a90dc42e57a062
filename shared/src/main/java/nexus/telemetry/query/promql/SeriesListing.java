package nexus.telemetry.query.promql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Matcher;
import nexus.telemetry.promql.SeriesSource.SeriesSink;

/**
 * Which series there are in a stretch of time, a day long at most: of a longer one the last day is
 * looked at, which a warning says. Where no beginning is said it is the day before the end, and
 * where no end is, the newest sample.
 */
public final class SeriesListing {

  private static final long MOST_MS = Duration.ofDays(1).toMillis();

  private final StoredSeries stored;
  private final Budget budget;
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param stored where series come from
   */
  public SeriesListing(StoredSeries stored, Budget budget) {
    this.stored = stored;
    this.budget = budget;
  }

  /** What the answers lack. */
  public List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(stored.warnings());
    return all;
  }

  /**
   * The labels of each series that one of the selectors wants, ascending.
   *
   * @param selectors each the matchers of one
   * @param startMs first time; empty for the day before the end
   * @param endMs last time; empty for the newest sample
   */
  public SortedSet<Labels> series(
      Collection<List<Matcher>> selectors, OptionalLong startMs, OptionalLong endMs) {
    TreeSet<Labels> found = new TreeSet<>();
    SeriesSink sink =
        (labels, times, values, size) -> {
          found.add(labels);
          budget.checkSeries(found.size());
        };
    for (List<Matcher> selector : selectors) {
      for (String cluster : stored.clusters(selector)) {
        read(cluster, selector, startMs, endMs, sink);
      }
    }
    return found;
  }

  private void read(
      String cluster,
      List<Matcher> selector,
      OptionalLong startMs,
      OptionalLong endMs,
      SeriesSink sink) {
    OptionalLong newestMs = stored.latest(cluster).newestMs();
    if (newestMs.isEmpty()) {
      return;
    }
    long to = Math.min(endMs.orElse(Long.MAX_VALUE), newestMs.getAsLong());
    long from = startMs.orElse(to - MOST_MS);
    if (from < to - MOST_MS) {
      from = to - MOST_MS;
      warnings.add("only series of the last day of these times are told of");
    }
    if (from <= to) {
      stored.readCluster(cluster, selector, from, to, true, sink);
    }
  }
}
