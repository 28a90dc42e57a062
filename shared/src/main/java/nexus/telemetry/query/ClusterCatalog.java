package nexus.telemetry.query;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nexus.telemetry.etcd.Entry;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Kv;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.etcd.Range;
import nexus.telemetry.model.Names;

/** Which clusters there are: those that have something stored, and those that have messages. */
public final class ClusterCatalog {

  private final Kv kv;
  private final Keyspace keys;

  public ClusterCatalog(Kv kv, Keyspace keys) {
    this.kv = kv;
    this.keys = keys;
  }

  /**
   * Every cluster, ascending. A read or two a cluster, each of one key, however much is stored:
   * from the first key of a cluster straight to the first one behind it.
   *
   * @throws KvException when etcd fails
   */
  public List<String> clusters() {
    TreeSet<String> clusters = new TreeSet<>();
    walk(Keyspace.clusters(), clusters);
    walk(keys.queues(), clusters);
    return List.copyOf(clusters);
  }

  private void walk(String prefix, Set<String> clusters) {
    Optional<String> key = first(prefix, prefix);
    while (key.isPresent()) {
      int end = key.get().indexOf('/', prefix.length());
      if (end < 0) {
        // Names no cluster, so none of the pipeline's keys.
        key = first(prefix, key.get() + '\0');
        continue;
      }
      String name = key.get().substring(prefix.length(), end);
      if (Names.isValid(name)) {
        clusters.add(name);
      }
      key = first(prefix, Range.endOf(prefix + name + "/"));
    }
  }

  /** The first key at or behind {@code from} that begins with {@code prefix}. */
  private Optional<String> first(String prefix, String from) {
    Range range = Range.of(from, Range.endOf(prefix)).keysOnly().limit(1);
    return KvException.await(kv.range(range)).entries().stream().findFirst().map(Entry::key);
  }
}
