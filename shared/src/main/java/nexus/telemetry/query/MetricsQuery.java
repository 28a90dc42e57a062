package nexus.telemetry.query;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Status;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.LatestSample;
import org.jboss.logging.Logger;

/**
 * Answers what a monitoring system is told of a cluster, in one transaction beside etcd's state;
 * where messages wait, their age takes two more reads. Blocks are never read.
 *
 * <p>Parameters: {@code cluster}; {@code metric}, repeated or separated by commas, of which metrics
 * newest values are wanted, all unless given; {@code stale}, {@code omit} unless given: values
 * older than the configured age are left out, as who is told them without their times would take
 * them for current, or {@code include}.
 */
public final class MetricsQuery {

  private static final int MAX_METRICS = 100;
  private static final Logger LOG = Logger.getLogger(MetricsQuery.class);

  private final Kv kv;
  private final Keyspace keys;
  private final LatestReader newestValues;
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
    this.kv = kv;
    this.keys = keys;
    this.newestValues = new LatestReader(kv, keys, cache);
    this.clock = clock;
    this.quotaBytes = quotaBytes;
    this.staleAfterMs = staleAfterMs;
  }

  /**
   * Answers one request. The default cluster may be empty still; its figures are zeros then.
   *
   * @param parameters each parameter's values
   * @param defaultCluster the cluster where none is named
   * @throws InvalidInputException naming the parameter that cannot be used
   * @throws NotFoundException when nothing was ever written to the cluster
   * @throws KvException when etcd fails
   */
  public ClusterMetrics run(Map<String, List<String>> parameters, String defaultCluster) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    SortedSet<String> metrics = given.names("metric", MAX_METRICS);
    boolean staleToo = staleToo(given);
    long nowMs = clock.millis();
    long staleBeforeMs = nowMs - staleAfterMs;

    CompletableFuture<Status> status = kv.status();
    LatestHosts known = newestValues.known(cluster);
    Range changes = newestValues.changes(cluster, known);
    TxnResult read = KvFutures.await(kv.txn(reads(cluster, changes)));
    List<Page> pages = read.pages();
    long messages = pages.get(1).count();
    QueueGauge queue = new QueueGauge(kv, keys, cluster, messages, read.revision());
    LatestHosts latest =
        newestValues.read(cluster, known, changes.at(read.revision()), pages.get(0));
    Optional<IngestTotals> ingested =
        sum(pages.get(3), IngestTotals::decode, IngestTotals.ZERO, IngestTotals::plus);
    Optional<DrainCounters> drained =
        sum(pages.get(4), DrainCounters::decode, DrainCounters.ZERO, DrainCounters::plus);

    ClusterMetrics answer =
        new ClusterMetrics(
            cluster,
            latest.hosts().size(),
            byStatus(latest, staleBeforeMs),
            new ClusterSummary.Queue(messages, queue.oldestAgeMs(nowMs), pages.get(2).count()),
            ingested.map(ClusterSummary.Ingest::of),
            drained.map(
                all -> new ClusterMetrics.Drain(all.added(), all.overwritten(), all.unchanged())),
            ClusterSummary.Store.of(KvFutures.await(status), quotaBytes),
            latest.unreadable().size() + (ingested.isEmpty() ? 1 : 0) + (drained.isEmpty() ? 1 : 0),
            newest(latest, metrics, staleToo ? Long.MIN_VALUE : staleBeforeMs));
    if (!cluster.equals(defaultCluster) && isEmpty(answer)) {
      throw new NotFoundException("cluster", "nothing is known of cluster " + cluster);
    }
    return answer;
  }

  private static boolean staleToo(QueryParameters given) {
    String asked = given.single("stale", 20).orElse("omit");
    return switch (asked) {
      case "omit" -> false;
      case "include" -> true;
      default -> throw new InvalidInputException("stale", "stale must be omit or include");
    };
  }

  private Txn reads(String cluster, Range changes) {
    return Txn.always(
        List.of(
            Op.get(changes),
            Op.get(Range.prefix(keys.queue(cluster)).countOnly()),
            Op.get(keys.deadLetters(cluster).countOnly()),
            Op.get(Range.prefix(keys.ingestCounters(cluster))),
            Op.get(Range.prefix(keys.drainCounters(cluster)))));
  }

  /** All counters together; empty when one cannot be read: the rest would not be the truth. */
  private static <T> Optional<T> sum(
      Page counters, Function<byte[], T> codec, T zero, BinaryOperator<T> plus) {
    T sum = zero;
    try {
      for (Entry counter : counters.entries()) {
        sum = plus.apply(sum, StoredValues.decode(counter, codec));
      }
    } catch (UnreadableException e) {
      LOG.warnf("counters are left out: %s", e.getMessage());
      return Optional.empty();
    }
    return Optional.of(sum);
  }

  private static Map<GpuStatus, Long> byStatus(LatestHosts latest, long staleBeforeMs) {
    Map<GpuStatus, Long> count = new EnumMap<>(GpuStatus.class);
    for (GpuStatus status : GpuStatus.values()) {
      count.put(status, 0L);
    }
    for (HostLatest host : latest.hosts()) {
      WholeGpu.of(host).forEach(gpu -> count.merge(gpu.status(staleBeforeMs), 1L, Long::sum));
    }
    return count;
  }

  private static SortedMap<String, List<ClusterMetrics.Reading>> newest(
      LatestHosts latest, SortedSet<String> metrics, long notBeforeMs) {
    SortedMap<String, List<ClusterMetrics.Reading>> newest = new TreeMap<>();
    for (HostLatest host : latest.hosts()) {
      for (HostLatest.Gpu gpu : host.gpus()) {
        ClusterMetrics.Source source = ClusterMetrics.Source.of(host.host(), gpu);
        for (LatestSample sample : gpu.samples()) {
          if (sample.timeMs() >= notBeforeMs
              && (metrics.isEmpty() || metrics.contains(sample.metric()))) {
            newest
                .computeIfAbsent(sample.metric(), metric -> new ArrayList<>())
                .add(new ClusterMetrics.Reading(source, sample.value()));
          }
        }
      }
    }
    return newest;
  }

  private static boolean isEmpty(ClusterMetrics answer) {
    return answer.hosts() == 0
        && answer.queue().messages() == 0
        && answer.queue().deadLetters() == 0
        && answer.unreadable() == 0
        && answer.ingest().stream().allMatch(ingest -> ingest.uploads() == 0);
  }
}
