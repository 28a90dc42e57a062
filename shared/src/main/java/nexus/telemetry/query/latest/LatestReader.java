package nexus.telemetry.query.latest;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.letters.Quarantine;
import nexus.telemetry.letters.Quarantine.Damaged;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.ClusterNames;
import nexus.telemetry.query.NotFoundException;
import org.jboss.logging.Logger;

/** Reads a cluster's newest values: of what was asked for before, only what changed since. */
public final class LatestReader {

  /** Damaged values that are set aside in one request. */
  private static final int MOST_KEPT = 20;

  private static final Logger LOG = Logger.getLogger(LatestReader.class);

  private final Kv kv;
  private final Keyspace keys;
  private final LatestCache cache;
  private final ClusterNames clusters;
  private final Quarantine quarantine;
  private final InstantSource clock = InstantSource.system();

  /**
   * @param kv the store
   * @param keys its keys
   * @param cache newest values read before, by whomever
   */
  public LatestReader(Kv kv, Keyspace keys, LatestCache cache) {
    this.kv = kv;
    this.keys = keys;
    this.cache = cache;
    this.clusters = new ClusterNames(kv, keys);
    this.quarantine = new Quarantine(kv, keys);
  }

  /**
   * The newest values.
   *
   * @throws NotFoundException when nothing was ever written to a cluster that may not be empty
   */
  public LatestHosts read(AskedCluster cluster) {
    LatestHosts known = cache.known(cluster.name());
    LatestHosts hosts = keep(cluster.name(), known, later(cluster.name(), known));
    if (hosts.isEmpty() && !cluster.mayBeEmpty() && !clusters.isKnown(cluster.name())) {
      throw cluster.unknown();
    }
    return hosts;
  }

  /** The newest values, of a cluster that may not be asked for soon again. */
  public LatestHosts readOnce(String cluster) {
    return later(cluster, cache.known(cluster));
  }

  private LatestHosts later(String cluster, LatestHosts known) {
    Range changes = changes(cluster, known);
    return later(cluster, known, new PagedRead(kv, changes, kv.range(changes)));
  }

  /** Begins a read whose first part another transaction does. */
  public Begun begin(String cluster) {
    LatestHosts known = cache.known(cluster);
    return new Begun(cluster, known, changes(cluster, known));
  }

  /** A read that was begun. */
  public final class Begun {
    private final String cluster;
    private final LatestHosts known;
    private final Range changes;

    private Begun(String cluster, LatestHosts known, Range changes) {
      this.cluster = cluster;
      this.known = known;
      this.changes = changes;
    }

    /** What is to be read first. */
    public Range first() {
      return changes;
    }

    /**
     * Goes on from there.
     *
     * @param first what was read
     * @param revision the revision it was read at, as all else will be
     */
    public LatestHosts finish(Page first, long revision) {
      CompletableFuture<Page> read = CompletableFuture.completedFuture(first);
      return keep(
          cluster, known, later(cluster, known, new PagedRead(kv, changes.at(revision), read)));
    }
  }

  /** The first read on the way from {@code known} to the newest. */
  private Range changes(String cluster, LatestHosts known) {
    return known.changes(Range.prefix(keys.latest(cluster)));
  }

  private LatestHosts later(String cluster, LatestHosts known, PagedRead changes) {
    LatestHosts hosts = known.later(changes).orElseGet(() -> all(cluster, changes.revision()));
    hosts.found().stream().limit(MOST_KEPT).forEach(one -> keep(cluster, one));
    return hosts;
  }

  /** Keeps the bytes of what is damaged; where that fails, whoever reads it next does it. */
  private void keep(String cluster, Damaged damaged) {
    try {
      if (quarantine.keep(cluster, damaged, clock.millis(), List.of())) {
        LOG.warnf("value set aside: %s: %s", damaged.key(), damaged.reason());
      }
    } catch (KvException e) {
      LOG.warnf("a damaged value is not set aside yet: %s %s", damaged.key(), e.getMessage());
    }
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
