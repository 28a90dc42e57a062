package nexus.telemetry.query.usage;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Usage of a cluster.
 *
 * @param rows by time and group
 * @param unreadableHosts hosts of which something cannot be read, and so is not known
 */
public record Usage(List<UsageRow> rows, SortedSet<String> unreadableHosts) {

  public Usage {
    rows = List.copyOf(rows);
    unreadableHosts = Collections.unmodifiableSortedSet(new TreeSet<>(unreadableHosts));
  }
}
