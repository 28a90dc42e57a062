package nexus.telemetry.query.fleet;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import nexus.telemetry.query.ListPage;

/**
 * A page of GPUs, by host and index.
 *
 * @param page the GPUs
 * @param unreadableHosts hosts whose newest values cannot be read, so that their GPUs are missing
 */
public record GpuList(ListPage<Fleet.Gpu> page, SortedSet<String> unreadableHosts) {

  public GpuList {
    unreadableHosts = Collections.unmodifiableSortedSet(new TreeSet<>(unreadableHosts));
  }

  static GpuList of(ListPage<Fleet.Gpu> page, Set<String> unreadable) {
    return new GpuList(page, new TreeSet<>(unreadable));
  }
}
