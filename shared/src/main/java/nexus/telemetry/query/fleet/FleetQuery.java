package nexus.telemetry.query.fleet;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.ClusterNames;
import nexus.telemetry.query.ListPage;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.query.latest.HostFigures;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.query.latest.MovedGpu;
import nexus.telemetry.query.latest.WholeGpu;
import nexus.telemetry.query.stats.QueueQuery;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.StoredValues;
import org.jboss.logging.Logger;

/**
 * Answers what there is: clusters, hosts, GPUs. Reads newest values, never blocks. Each method
 * throws {@link NotFoundException} naming what there is not, and {@link KvException} when etcd
 * fails.
 */
public final class FleetQuery {

  private static final Logger LOG = Logger.getLogger(FleetQuery.class);

  private final Kv kv;
  private final Keyspace keys;
  private final LatestReader newest;
  private final ClusterNames clusters;
  private final QueueQuery queue;
  private final InstantSource clock;
  private final long staleAfterMs;

  /**
   * @param kv the store
   * @param keys its keys
   * @param cache newest values read before, by whomever
   * @param clock by which samples are stale and messages old
   * @param staleAfterMs age at which a GPU's newest sample makes it stale, milliseconds
   */
  public FleetQuery(
      Kv kv, Keyspace keys, LatestCache cache, InstantSource clock, long staleAfterMs) {
    this.kv = kv;
    this.keys = keys;
    this.newest = new LatestReader(kv, keys, cache);
    this.clusters = new ClusterNames(kv, keys);
    this.queue = new QueueQuery(kv, keys, clock);
    this.clock = clock;
    this.staleAfterMs = staleAfterMs;
  }

  /** GPUs and instances by host and index. */
  public GpuList gpus(GpusRequest request) {
    return gpus(request, newest.read(request.cluster()));
  }

  /** The GPUs of one host; there must be such a host. */
  public GpuList gpusOfHost(GpusRequest request) {
    LatestHosts latest = newest.read(request.cluster());
    find(latest, request.host().orElseThrow());
    return gpus(request, latest);
  }

  private GpuList gpus(GpusRequest request, LatestHosts latest) {
    Stream<Fleet.Gpu> there =
        latest.hosts(request::wantsHost).stream().flatMap(host -> gpus(latest, host));
    Stream<Fleet.Gpu> left =
        latest.moved().values().stream()
            .filter(moved -> request.wantsMoved() && request.wantsHost(moved.host()))
            .map(Fleet.Gpu::of);
    List<Fleet.Gpu> gpus = Stream.concat(there, left).filter(request::wants).toList();
    return GpuList.of(
        ListPage.of(gpus, Fleet.Gpu::place, request.behind(), request.most()),
        request.unreadable(latest));
  }

  private Stream<Fleet.Gpu> gpus(LatestHosts latest, HostLatest host) {
    long before = staleBeforeMs(latest);
    return host.gpus().stream().map(gpu -> Fleet.Gpu.of(host.host(), gpu, before));
  }

  /**
   * Hosts by name.
   *
   * @param status those that have such a GPU; of {@link GpuStatus#MOVED} those that all of their
   *     GPUs have left; empty for all but these
   * @param behind the last one of the page before; empty for the first page
   */
  public ListPage<Fleet.Host> hosts(
      AskedCluster cluster, Optional<GpuStatus> status, Optional<String> behind, int most) {
    LatestHosts latest = newest.read(cluster);
    List<String> wanted = status.map(one -> hostsThatHave(latest, one)).orElseGet(latest::names);
    ListPage<String> names = ListPage.of(wanted, name -> name, behind, most);
    List<Fleet.Host> hosts =
        latest.hosts(new HashSet<>(names.entries())::contains).stream()
            .map(host -> host(latest, host))
            .toList();
    return new ListPage<>(hosts, names.total(), names.more());
  }

  private List<String> hostsThatHave(LatestHosts latest, GpuStatus status) {
    Collection<HostLatest> hosts = latest.hosts();
    if (status == GpuStatus.MOVED) {
      return latest.left();
    }
    long before = staleBeforeMs(latest);
    return hosts.stream()
        .filter(host -> WholeGpu.of(host, before).stream().anyMatch(g -> g.status() == status))
        .map(HostLatest::host)
        .toList();
  }

  /** One host. */
  public Fleet.Host host(AskedCluster cluster, String name) {
    LatestHosts latest = newest.read(cluster);
    return host(latest, find(latest, name));
  }

  private Fleet.Host host(LatestHosts latest, HostLatest host) {
    GpuCounts gpus =
        new GpuCounts.Counter().add(WholeGpu.of(host, staleBeforeMs(latest))).counted();
    return new Fleet.Host(host.host(), gpus, !latest.unreadable().contains(host.host()));
  }

  /**
   * One GPU with its newest values.
   *
   * @throws UnreadableException when the host's newest values cannot be read
   */
  public Fleet.GpuDetail gpu(AskedCluster cluster, GpuId id) {
    LatestHosts latest = newest.read(cluster);
    HostLatest host = find(latest, id.host());
    if (latest.unreadable().contains(host.host())) {
      throw latest.unreadable(keys, cluster.name(), host.host());
    }
    MovedGpu left = latest.moved().get(id);
    if (left != null) {
      return detail(Fleet.Gpu.of(left), left.gpu());
    }
    HostLatest.Gpu gpu =
        host.gpus().stream()
            .filter(one -> one.gpu().equals(id.gpu()))
            .findFirst()
            .orElseThrow(
                () ->
                    new NotFoundException("gpu", "host " + id.host() + " has no GPU " + id.gpu()));
    return detail(Fleet.Gpu.of(host.host(), gpu, staleBeforeMs(latest)), gpu);
  }

  private static Fleet.GpuDetail detail(Fleet.Gpu gpu, HostLatest.Gpu said) {
    return new Fleet.GpuDetail(gpu, said.samples().stream().map(Fleet.Point::of).toList());
  }

  /**
   * What a host's newest values say of a GPU that is known to be there; the host may have lost
   * them, and then as much as {@code known} says.
   */
  public Fleet.Gpu gpu(String cluster, GpuId id, GpuFacts known) {
    Range counters = Range.prefix(keys.drainCounters(cluster));
    Range host = Range.key(keys.latest(cluster, id.host()));
    List<Page> pages =
        KvFutures.await(kv.txn(Txn.always(List.of(Op.get(host), Op.get(counters))))).pages();
    HostLatest.Gpu gpu =
        newest(pages.get(0), id)
            .orElse(
                new HostLatest.Gpu(
                    id.gpu(), known.uuid(), known.device(), known.model(), List.of()));
    return Fleet.Gpu.of(
        id.host(),
        gpu,
        GpuStatus.staleBeforeMs(newestMs(pages.get(1)), clock.millis(), staleAfterMs));
  }

  /** Empty also where they cannot be read, which is no reason to fail here. */
  private static Optional<HostLatest.Gpu> newest(Page host, GpuId id) {
    return host.entries().stream()
        .flatMap(entry -> readable(entry, StoredValues::newest).stream())
        .flatMap(latest -> latest.gpus().stream())
        .filter(gpu -> gpu.gpu().equals(id.gpu()))
        .findFirst();
  }

  /** The newest sample that these counters know of. */
  private static OptionalLong newestMs(Page counters) {
    return counters.entries().stream()
        .flatMap(
            entry -> readable(entry, one -> DrainCounters.decode(one.value()).newestMs()).stream())
        .mapToLong(Long::longValue)
        .filter(newest -> newest > 0)
        .max();
  }

  private static <T> Optional<T> readable(Entry entry, Function<Entry, T> decoder) {
    try {
      return Optional.of(decoder.apply(entry));
    } catch (UnreadableException e) {
      LOG.warnf("telemetry goes on without what cannot be read: %s", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Clusters by name; each takes a read of its own.
   *
   * @param behind the last one of the page before; empty for the first page
   */
  public ListPage<Fleet.Cluster> clusters(Optional<String> behind, int most) {
    return ListPage.of(clusters.all(), name -> name, behind, most).map(this::cluster);
  }

  private Fleet.Cluster cluster(String name) {
    LatestHosts latest = newest.readOnce(name);
    HostFigures figures = latest.figures(staleBeforeMs(latest));
    return new Fleet.Cluster(name, figures.hosts(), figures.gpusInAll());
  }

  /** One cluster in short. */
  public Fleet.ClusterDetail cluster(AskedCluster cluster) {
    LatestHosts latest = newest.read(cluster);
    long before = staleBeforeMs(latest);
    GpuCounts.Counter gpus = new GpuCounts.Counter();
    latest.hosts().forEach(host -> gpus.add(WholeGpu.of(host, before)));
    return new Fleet.ClusterDetail(
        cluster.name(), latest.count(), gpus.counted(), queue.figures(cluster.name()));
  }

  private static HostLatest find(LatestHosts latest, String name) {
    return latest.hosts(name::equals).stream()
        .findFirst()
        .orElseThrow(() -> new NotFoundException("host", "the cluster has no host " + name));
  }

  private long staleBeforeMs(LatestHosts latest) {
    return latest.staleBeforeMs(clock.millis(), staleAfterMs);
  }
}
