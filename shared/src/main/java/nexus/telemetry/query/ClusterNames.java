package nexus.telemetry.query;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;

/**
 * Finds the clusters of which something is stored or queued: one read of one key a cluster, which
 * begins behind all keys of the cluster before.
 */
public final class ClusterNames {

  /** Most that are told of. */
  static final int MOST = 10_000;

  private final Kv kv;
  private final Keyspace keys;

  public ClusterNames(Kv kv, Keyspace keys) {
    this.kv = kv;
    this.keys = keys;
  }

  /** The names, ascending. */
  public List<String> all() {
    TreeSet<String> names = new TreeSet<>();
    find(Keyspace.clusters(), Keyspace::clusterOfStored, names);
    find(keys.queues(), keys::clusterOf, names);
    return List.copyOf(names);
  }

  /** Whether anything is stored or queued of it. */
  public boolean isKnown(String cluster) {
    return first(Range.prefix(Keyspace.cluster(cluster))).isPresent()
        || first(Range.prefix(keys.queue(cluster))).isPresent();
  }

  private void find(
      String prefix, Function<String, Optional<String>> clusterOf, Set<String> names) {
    Range rest = Range.prefix(prefix);
    Optional<Entry> entry = first(rest);
    while (entry.isPresent() && names.size() < MOST) {
      String key = entry.get().key();
      clusterOf.apply(key).ifPresent(names::add);
      int end = key.indexOf('/', prefix.length());
      rest =
          end < 0
              ? rest.after(key)
              : Range.of(Range.endOf(key.substring(0, end + 1)), Range.endOf(prefix));
      entry = first(rest);
    }
  }

  private Optional<Entry> first(Range range) {
    return KvFutures.await(kv.range(range.limit(1).keysOnly())).entries().stream().findFirst();
  }
}
