package nexus.telemetry.query.incidents;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import nexus.telemetry.incidents.GpuIncidents;
import nexus.telemetry.incidents.GpuIncidentsCodec;
import nexus.telemetry.incidents.Incident;
import nexus.telemetry.incidents.IncidentPolicy;
import nexus.telemetry.incidents.Timeline;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.letters.Quarantine;
import nexus.telemetry.letters.Quarantine.Damaged;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.StoredValues;
import org.jboss.logging.Logger;

/**
 * Answers what is and was wrong. Everything is read at one revision: what is kept of each GPU with
 * incidents, and newest values. So the cost grows with the GPUs that something was wrong with, and
 * with the hosts that changed since the request before.
 */
public final class IncidentQuery {

  private static final Logger LOG = Logger.getLogger(IncidentQuery.class);
  private static final int FIRST_GPUS = 100;

  /** Damaged values that are set aside in one request. */
  private static final int MOST_KEPT = 20;

  private final Kv kv;
  private final Keyspace keys;
  private final LatestReader newest;
  private final Quarantine quarantine;
  private final IncidentPolicy policy;
  private final long spanMs;
  private final Silence silence;
  private final InstantSource clock;

  /**
   * @param newest reads newest values
   * @param spanMs span of a block, milliseconds
   * @param silentMs how long something must be silent, milliseconds
   */
  public IncidentQuery(
      Kv kv,
      Keyspace keys,
      LatestReader newest,
      IncidentPolicy policy,
      long spanMs,
      long silentMs,
      InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.newest = newest;
    this.quarantine = new Quarantine(kv, keys);
    this.policy = policy;
    this.spanMs = spanMs;
    this.silence = new Silence(silentMs);
    this.clock = clock;
  }

  /**
   * The incidents asked for.
   *
   * @throws nexus.telemetry.query.NotFoundException when nothing was ever written to a cluster that
   *     may not be empty
   * @throws nexus.telemetry.model.NewerFormatException naming the key, when something that they are
   *     worked out from is of a newer version
   * @throws KvException when etcd fails
   */
  public Incidents run(IncidentsRequest request) {
    String cluster = request.cluster().name();
    LatestHosts latest = newest.read(request.cluster());
    List<HostLatest> hosts = latest.hosts(request::wantsHost);
    TreeSet<String> unreadable = new TreeSet<>(latest.unreadable());
    Map<GpuId, GpuIncidents> kept = kept(request, latest.revision(), unreadable);
    Map<GpuId, HostLatest.Gpu> gpus = gpus(hosts);
    UnwrittenRuns unwritten =
        new UnwrittenRuns(kv, keys, cluster, policy, spanMs, latest.revision(), kept);
    gpus.forEach(
        (gpu, values) -> {
          try {
            unwritten.look(gpu, values);
          } catch (UnreadableException e) {
            LOG.warnf("newest samples of %s are left out: %s", gpu.alias(), e.getMessage());
            unreadable.add(gpu.host());
          }
        });
    unwritten.finish();
    List<Incident> all = new ArrayList<>();
    kept.forEach(
        (gpu, found) ->
            all.addAll(
                Timeline.of(
                    policy.rules(), gpu, found, fields -> newestMs(gpus.get(gpu), fields))));
    all.addAll(silent(cluster, hosts, latest.newestMs()));
    unreadable.removeIf(host -> !request.wantsHost(host));
    return new Incidents(cluster, all.stream().filter(request::wants).toList(), unreadable);
  }

  private List<Incident> silent(String cluster, List<HostLatest> hosts, OptionalLong newestMs) {
    if (newestMs.isEmpty()) {
      return List.of();
    }
    List<Incident> silent = new ArrayList<>(silence.among(hosts, newestMs.getAsLong()));
    Optional<Incident> all = silence.ofCluster(newestMs.getAsLong(), clock.millis());
    if (all.isPresent() && isFedLive(cluster)) {
      silent.add(all.get());
    }
    return silent;
  }

  private boolean isFedLive(String cluster) {
    return KvFutures.await(kv.range(Range.prefix(keys.sources(cluster)).countOnly())).count() > 0;
  }

  private static Map<GpuId, HostLatest.Gpu> gpus(List<HostLatest> hosts) {
    Map<GpuId, HostLatest.Gpu> gpus = new HashMap<>();
    for (HostLatest host : hosts) {
      host.gpus().forEach(gpu -> gpus.put(new GpuId(host.host(), gpu.gpu()), gpu));
    }
    return gpus;
  }

  private static long newestMs(HostLatest.Gpu gpu, Collection<String> fields) {
    long newestMs = Long.MIN_VALUE;
    if (gpu != null) {
      for (HostLatest.LatestSample sample : gpu.samples()) {
        if (fields.isEmpty() || fields.contains(SeriesName.metricOf(sample.metric()))) {
          newestMs = Math.max(newestMs, sample.timeMs());
        }
      }
    }
    return newestMs;
  }

  private Map<GpuId, GpuIncidents> kept(
      IncidentsRequest request, long revision, Set<String> unreadable) {
    String cluster = request.cluster().name();
    String prefix = keys.incidents(cluster) + request.host().map(host -> host + "/").orElse("");
    Map<GpuId, GpuIncidents> kept = new TreeMap<>();
    List<Damaged> damaged = new ArrayList<>();
    PagedRead pages = new PagedRead(kv, Range.prefix(prefix).at(revision), FIRST_GPUS);
    while (pages.hasNext()) {
      for (Entry entry : pages.next().entries()) {
        keys.incidentsGpu(cluster, entry.key())
            .ifPresent(gpu -> read(gpu, entry, kept, unreadable, damaged));
      }
    }
    damaged.stream().limit(MOST_KEPT).forEach(one -> setAside(cluster, one));
    return kept;
  }

  private static void read(
      GpuId gpu,
      Entry entry,
      Map<GpuId, GpuIncidents> kept,
      Set<String> unreadable,
      List<Damaged> damaged) {
    try {
      kept.put(gpu, StoredValues.decode(entry, GpuIncidentsCodec::decode));
    } catch (UnreadableException e) {
      LOG.warnf("incidents of a GPU are left out: %s", e.getMessage());
      unreadable.add(gpu.host());
      damaged.add(Damaged.of(entry, e.getMessage()));
    }
  }

  /** Keeps the bytes of what is damaged; where that fails, whoever reads it next does it. */
  private void setAside(String cluster, Damaged damaged) {
    try {
      quarantine.keep(cluster, damaged, clock.millis(), List.of());
    } catch (KvException e) {
      LOG.warnf("a damaged value is not set aside yet: %s %s", damaged.key(), e.getMessage());
    }
  }
}
