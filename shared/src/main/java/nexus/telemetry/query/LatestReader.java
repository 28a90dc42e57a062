package nexus.telemetry.query;

import java.util.concurrent.CompletableFuture;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;

/** Reads a cluster's newest values: of what was asked for before, only what changed since. */
final class LatestReader {

  private final Kv kv;
  private final Keyspace keys;
  private final LatestCache cache;

  LatestReader(Kv kv, Keyspace keys, LatestCache cache) {
    this.kv = kv;
    this.keys = keys;
    this.cache = cache;
  }

  /** What is known of a cluster without asking. */
  LatestHosts known(String cluster) {
    return cache.known(cluster);
  }

  /** The first read on the way from {@code known} to the newest. */
  Range changes(String cluster, LatestHosts known) {
    return known.changes(Range.prefix(keys.latest(cluster)));
  }

  /** The newest values. */
  LatestHosts read(String cluster) {
    LatestHosts known = known(cluster);
    return keep(cluster, known, later(cluster, known));
  }

  /** The newest values, of a cluster that may not be asked for soon again. */
  LatestHosts readOnce(String cluster) {
    return later(cluster, known(cluster));
  }

  /**
   * The values at the revision of {@code first}.
   *
   * @param changes what {@code first} is the first page of, at its revision
   */
  LatestHosts read(String cluster, LatestHosts known, Range changes, Page first) {
    CompletableFuture<Page> read = CompletableFuture.completedFuture(first);
    return keep(cluster, known, later(cluster, known, new PagedRead(kv, changes, read)));
  }

  private LatestHosts later(String cluster, LatestHosts known) {
    Range changes = changes(cluster, known);
    return later(cluster, known, new PagedRead(kv, changes, kv.range(changes)));
  }

  private LatestHosts later(String cluster, LatestHosts known, PagedRead changes) {
    return known.later(changes).orElseGet(() -> all(cluster, changes.revision()));
  }

  private LatestHosts keep(String cluster, LatestHosts known, LatestHosts hosts) {
    cache.replace(cluster, known, hosts);
    return hosts;
  }

  private LatestHosts all(String cluster, long revision) {
    Range all = changes(cluster, LatestHosts.NONE).at(revision);
    return LatestHosts.NONE.later(new PagedRead(kv, all, kv.range(all))).orElseThrow();
  }
}
