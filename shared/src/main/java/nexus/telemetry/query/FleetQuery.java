package nexus.telemetry.query;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatestCodec;
import org.jboss.logging.Logger;

/**
 * Answers what there is: clusters, hosts, GPUs. Reads newest values, never blocks.
 *
 * <p>Parameters: {@code cluster}; of one host or GPU {@code host} and {@code gpu}; of a list of
 * GPUs the filters {@code host}, {@code model} and {@code status}; of lists {@code limit}, 1 to
 * {@value #MAX_LIMIT}, {@value #DEFAULT_LIMIT} unless given, and {@code cursor}. Each throws {@link
 * InvalidInputException} naming the parameter that cannot be used, {@link NotFoundException} naming
 * what there is not, and {@link KvException} when etcd fails.
 */
public final class FleetQuery {

  static final int MAX_LIMIT = 10_000;
  static final int DEFAULT_LIMIT = 1_000;

  /** Clusters of a page; each takes a read of its own. */
  static final int MAX_CLUSTERS = 1_000;

  static final int DEFAULT_CLUSTERS = 100;

  static final int MAX_MODEL = 256;

  private static final Logger LOG = Logger.getLogger(FleetQuery.class);

  private final Kv kv;
  private final Keyspace keys;
  private final LatestReader newest;
  private final ClusterNames clusters;
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
    this.clock = clock;
    this.staleAfterMs = staleAfterMs;
  }

  /**
   * GPUs and instances by host and index.
   *
   * @param defaultCluster the cluster where none is named; it may be empty still
   * @param maxBytes most bytes of the answer as JSON
   */
  public Listing<Fleet.Gpu> gpus(
      Map<String, List<String>> parameters, String defaultCluster, long maxBytes) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    return gpus(given, cluster, () -> hosts(cluster, defaultCluster), maxBytes);
  }

  private Listing<Fleet.Gpu> gpus(
      QueryParameters given, String cluster, Supplier<LatestHosts> read, long maxBytes) {
    Optional<String> host = host(given);
    Optional<String> model = given.exact("model", MAX_MODEL);
    Optional<GpuStatus> status = given.single("status", 20).map(GpuStatus::parse);
    ListPager pager =
        pager(
            given,
            String.join("\n", "gpus", cluster, "" + host, "" + model, "" + status),
            maxBytes);
    Predicate<Fleet.Gpu> wanted =
        gpu ->
            (model.isEmpty() || isModel(model.get(), gpu.name()))
                && (status.isEmpty() || status.get() == gpu.status());
    LatestHosts latest = read.get();
    List<Fleet.Gpu> gpus =
        latest.hosts().stream()
            .filter(one -> host.isEmpty() || host.get().equals(one.host()))
            .flatMap(this::gpus)
            .filter(wanted)
            .toList();
    return pager
        .page(gpus, Fleet.Gpu::position, Fleet.Gpu::bytes)
        .without(unreadable(latest, host));
  }

  /** The GPUs of one host, as {@link #gpus} answers; there must be such a host. */
  public Listing<Fleet.Gpu> gpusOfHost(
      Map<String, List<String>> parameters, String defaultCluster, long maxBytes) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    LatestHosts latest = hosts(cluster, defaultCluster);
    find(given, latest);
    return gpus(given, cluster, () -> latest, maxBytes);
  }

  /** Hosts by name. */
  public Listing<Fleet.Host> hosts(
      Map<String, List<String>> parameters, String defaultCluster, long maxBytes) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    ListPager pager = pager(given, "hosts\n" + cluster, maxBytes);
    LatestHosts latest = hosts(cluster, defaultCluster);
    List<HostLatest> hosts = List.copyOf(latest.hosts());
    return pager
        .page(hosts, HostLatest::host, one -> host(latest, one).bytes())
        .map(one -> host(latest, one));
  }

  /** One host. */
  public Fleet.Host host(Map<String, List<String>> parameters, String defaultCluster) {
    QueryParameters given = new QueryParameters(parameters);
    LatestHosts latest = hosts(given.cluster(defaultCluster), defaultCluster);
    return host(latest, find(given, latest));
  }

  /** One GPU with its newest values. */
  public Fleet.GpuDetail gpu(Map<String, List<String>> parameters, String defaultCluster) {
    QueryParameters given = new QueryParameters(parameters);
    String index = Names.check("gpu", given.single("gpu", Names.MAX_LENGTH).orElse(""));
    LatestHosts latest = hosts(given.cluster(defaultCluster), defaultCluster);
    HostLatest host = find(given, latest);
    if (latest.unreadable().contains(host.host())) {
      throw latest.unreadable(keys, given.cluster(defaultCluster), host.host());
    }
    HostLatest.Gpu gpu =
        host.gpus().stream()
            .filter(one -> one.gpu().equals(index))
            .findFirst()
            .orElseThrow(
                () -> new NotFoundException("gpu", "host " + host.host() + " has no GPU " + index));
    return new Fleet.GpuDetail(
        Fleet.Gpu.of(host.host(), gpu, staleBeforeMs()),
        gpu.samples().stream().map(Fleet.Point::of).toList());
  }

  /**
   * What a host's newest values say of a GPU that is known to be there; the host may have lost
   * them, and then as much as {@code known} says.
   */
  public Fleet.Gpu gpu(String cluster, GpuId id, GpuFacts known) {
    HostLatest.Gpu gpu =
        newestOf(cluster, id)
            .orElse(
                new HostLatest.Gpu(
                    id.gpu(), known.uuid(), known.device(), known.model(), List.of()));
    return Fleet.Gpu.of(id.host(), gpu, staleBeforeMs());
  }

  /** Empty also where they cannot be read, which is no reason to fail here. */
  private Optional<HostLatest.Gpu> newestOf(String cluster, GpuId id) {
    try {
      return KvFutures.await(kv.range(Range.key(keys.latest(cluster, id.host()))))
          .entries()
          .stream()
          .map(entry -> StoredValues.decode(entry, HostLatestCodec::decode))
          .flatMap(host -> host.gpus().stream())
          .filter(gpu -> gpu.gpu().equals(id.gpu()))
          .findFirst();
    } catch (UnreadableException e) {
      LOG.warnf("telemetry goes on without what cannot be read: %s", e.getMessage());
      return Optional.empty();
    }
  }

  /** Clusters by name. */
  public Listing<Fleet.Cluster> clusters(Map<String, List<String>> parameters) {
    QueryParameters given = new QueryParameters(parameters);
    ListPager pager =
        new ListPager(given, "clusters", MAX_CLUSTERS, DEFAULT_CLUSTERS, Long.MAX_VALUE);
    return pager.page(clusters.all(), name -> name, name -> 1).map(this::cluster);
  }

  private Fleet.Cluster cluster(String name) {
    HostFigures figures = newest.readOnce(name).figures();
    return new Fleet.Cluster(name, figures.hosts(), figures.newestMs().length);
  }

  /** One cluster in short. */
  public Fleet.ClusterDetail cluster(Map<String, List<String>> parameters, String defaultCluster) {
    String cluster = new QueryParameters(parameters).cluster(defaultCluster);
    LatestHosts latest = hosts(cluster, defaultCluster);
    Fleet.Count count = new Fleet.Count();
    latest.hosts().forEach(host -> count.add(WholeGpu.of(host), staleBeforeMs()));
    return count.cluster(cluster, latest.hosts().size(), queue(cluster));
  }

  private ClusterSummary.Queue queue(String cluster) {
    TxnResult read =
        KvFutures.await(
            kv.txn(
                Txn.always(
                    List.of(
                        Op.get(Range.prefix(keys.queue(cluster)).countOnly()),
                        Op.get(keys.deadLetters(cluster).countOnly())))));
    long messages = read.pages().get(0).count();
    QueueGauge gauge = new QueueGauge(kv, keys, cluster, messages, read.revision());
    return new ClusterSummary.Queue(
        messages, gauge.oldestAgeMs(clock.millis()), read.pages().get(1).count());
  }

  /** The newest values of a cluster that is known, or the default one. */
  public LatestHosts hosts(String cluster, String defaultCluster) {
    LatestHosts hosts = newest.read(cluster);
    if (hosts.hosts().isEmpty() && !cluster.equals(defaultCluster) && !clusters.isKnown(cluster)) {
      throw new NotFoundException("cluster", "nothing is known of cluster " + cluster);
    }
    return hosts;
  }

  private static HostLatest find(QueryParameters given, LatestHosts latest) {
    String name =
        host(given).orElseThrow(() -> new InvalidInputException("host", "host is missing"));
    return latest.hosts().stream()
        .filter(host -> host.host().equals(name))
        .findFirst()
        .orElseThrow(() -> new NotFoundException("host", "the cluster has no host " + name));
  }

  static Optional<String> host(QueryParameters given) {
    return given.single("host", Names.MAX_LENGTH).map(host -> Names.check("host", host));
  }

  /** Whether a GPU of the product name {@code name}, or empty, is of the model asked for. */
  public static boolean isModel(String asked, String name) {
    return asked.equals(name.isEmpty() ? HostFold.UNKNOWN_MODEL : name);
  }

  /** Those of the hosts asked for that cannot be read. */
  static Set<String> unreadable(LatestHosts latest, Optional<String> host) {
    if (host.isEmpty()) {
      return latest.unreadable();
    }
    return latest.unreadable().contains(host.get()) ? Set.of(host.get()) : Set.of();
  }

  private Stream<Fleet.Gpu> gpus(HostLatest host) {
    long before = staleBeforeMs();
    return host.gpus().stream().map(gpu -> Fleet.Gpu.of(host.host(), gpu, before));
  }

  private Fleet.Host host(LatestHosts latest, HostLatest host) {
    return new Fleet.Count()
        .add(WholeGpu.of(host), staleBeforeMs())
        .host(host.host(), !latest.unreadable().contains(host.host()));
  }

  private long staleBeforeMs() {
    return clock.millis() - staleAfterMs;
  }

  private static ListPager pager(QueryParameters given, String identity, long maxBytes) {
    return new ListPager(given, identity, MAX_LIMIT, DEFAULT_LIMIT, maxBytes);
  }
}
