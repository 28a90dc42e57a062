package nexus.telemetry.query.stats;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.query.latest.WholeGpu;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.LatestSample;

/** Answers what a monitoring system is told of a cluster. */
public final class MetricsQuery {

  private final ClusterRead read;
  private final InstantSource clock;
  private final long quotaBytes;
  private final long staleAfterMs;

  /**
   * @param kv the store
   * @param keys its keys
   * @param cache newest values read before, by whomever
   * @param clock by which samples are stale and messages old
   * @param quotaBytes bytes that etcd's database may grow to, as configured
   * @param staleAfterMs age at which a value is stale, milliseconds
   */
  public MetricsQuery(
      Kv kv,
      Keyspace keys,
      LatestCache cache,
      InstantSource clock,
      long quotaBytes,
      long staleAfterMs) {
    this.read = new ClusterRead(kv, keys, cache);
    this.clock = clock;
    this.quotaBytes = quotaBytes;
    this.staleAfterMs = staleAfterMs;
  }

  /**
   * Answers one request. A cluster that may be empty has zeros then.
   *
   * @throws NotFoundException when nothing was ever written to a cluster that may not be empty
   * @throws KvException when etcd fails
   */
  public ClusterMetrics run(MetricsRequest request) {
    long nowMs = clock.millis();
    long staleBeforeMs = nowMs - staleAfterMs;
    ClusterSnapshot now = read.read(request.cluster().name(), nowMs);
    Optional<IngestFigures> ingested = now.allIngested();
    Optional<DrainFigures> drained = now.allDrained();
    int damagedCounters = (ingested.isEmpty() ? 1 : 0) + (drained.isEmpty() ? 1 : 0);
    long unreadable = (long) now.latest().unreadable().size() + damagedCounters;
    boolean empty =
        now.isEmpty()
            && unreadable == 0
            && ingested.stream().allMatch(ingest -> ingest.uploads() == 0);
    if (empty && !request.cluster().mayBeEmpty()) {
      throw request.cluster().unknown();
    }
    return new ClusterMetrics(
        now.cluster(),
        now.latest().count(),
        byStatus(now.latest(), staleBeforeMs),
        now.queue(),
        ingested,
        drained,
        StoreFigures.of(now.status(), quotaBytes),
        unreadable,
        newest(
            now.latest(), request.metrics(), request.staleToo() ? Long.MIN_VALUE : staleBeforeMs));
  }

  private static Map<GpuStatus, Long> byStatus(LatestHosts latest, long staleBeforeMs) {
    Map<GpuStatus, Long> count = new EnumMap<>(GpuStatus.class);
    for (GpuStatus status : GpuStatus.values()) {
      count.put(status, 0L);
    }
    for (HostLatest host : latest.hosts()) {
      WholeGpu.of(host, staleBeforeMs).forEach(gpu -> count.merge(gpu.status(), 1L, Long::sum));
    }
    count.put(GpuStatus.MOVED, (long) latest.moved().size());
    return count;
  }

  private static SortedMap<String, List<ClusterMetrics.Reading>> newest(
      LatestHosts latest, SortedSet<String> metrics, long notBeforeMs) {
    SortedMap<String, List<ClusterMetrics.Reading>> newest = new TreeMap<>();
    for (HostLatest host : latest.hosts()) {
      for (HostLatest.Gpu gpu : host.gpus()) {
        ClusterMetrics.Source source = ClusterMetrics.Source.of(host.host(), gpu);
        for (LatestSample sample : gpu.samples()) {
          String metric = SeriesName.metricOf(sample.metric());
          if (sample.timeMs() >= notBeforeMs && (metrics.isEmpty() || metrics.contains(metric))) {
            newest
                .computeIfAbsent(metric, first -> new ArrayList<>())
                .add(
                    new ClusterMetrics.Reading(
                        source, SeriesName.labelsOf(sample.metric()), sample.value()));
          }
        }
      }
    }
    return newest;
  }
}
