package nexus.telemetry.query;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
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
import nexus.telemetry.model.UnreadableException;
import org.jboss.logging.Logger;

/**
 * Answers for a cluster: its hosts' newest values and exact counters added up; blocks are never
 * read. Only the newest values grow with the number of GPUs, and of those only what changed since
 * the request before is read. One transaction reads everything at one revision, but what waits for
 * long, why letters were written, and newest values beyond the first page.
 *
 * <p>Parameters: {@code cluster}; {@code top}, how many of the highest values of each metric, 1 to
 * {@value #MAX_TOP}, {@value #DEFAULT_TOP} unless given; {@code metric}, repeated or separated by
 * commas, of which metrics, {@link #DEFAULT_TOP_METRICS} unless given. A metric that no GPU has is
 * left out.
 */
public final class ClusterStats {

  static final int DEFAULT_TOP = 5;
  static final int MAX_TOP = 100;

  /** Metrics whose highest values are answered unless others are asked for. */
  static final List<String> DEFAULT_TOP_METRICS =
      List.of("DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_POWER_USAGE");

  /** Dead letters that are looked at. */
  static final int MAX_LETTERS = 100;

  /** Reasons that are told of. */
  static final int MAX_REASONS = 5;

  /** Hosts that are told to be unreadable. */
  static final int MAX_UNREADABLE = 100;

  private static final int MAX_METRICS = 100;
  private static final Logger LOG = Logger.getLogger(ClusterStats.class);

  private final Kv kv;
  private final Keyspace keys;
  private final InstantSource clock;
  private final long quotaBytes;
  private final long staleAfterMs;
  private final LatestReader newestValues;

  /**
   * @param kv the store
   * @param keys its keys
   * @param cache newest values read before, by whomever
   * @param clock by which samples are stale and messages old
   * @param quotaBytes bytes that etcd's database may grow to, as configured
   * @param staleAfterMs age at which a GPU's newest sample makes it stale, milliseconds
   */
  public ClusterStats(
      Kv kv,
      Keyspace keys,
      LatestCache cache,
      InstantSource clock,
      long quotaBytes,
      long staleAfterMs) {
    this.newestValues = new LatestReader(kv, keys, cache);
    this.kv = kv;
    this.keys = keys;
    this.clock = clock;
    this.quotaBytes = quotaBytes;
    this.staleAfterMs = staleAfterMs;
  }

  /**
   * Answers one request. The default cluster may be empty still; its figures are zeros then.
   *
   * @param parameters each parameter's values
   * @param defaultCluster the cluster where none is named
   * @throws nexus.telemetry.model.InvalidInputException naming the parameter that cannot be used
   * @throws NotFoundException when nothing was ever written to the cluster
   * @throws UnreadableException when a counter cannot be read
   * @throws KvException when etcd fails
   */
  public ClusterSummary run(Map<String, List<String>> parameters, String defaultCluster) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    int most = given.number("top", 1, MAX_TOP, DEFAULT_TOP);
    SortedSet<String> asked = given.names("metric", MAX_METRICS);
    Collection<String> metrics = asked.isEmpty() ? DEFAULT_TOP_METRICS : asked;
    long nowMs = clock.millis();

    CompletableFuture<Status> status = kv.status();
    LatestHosts known = newestValues.known(cluster);
    Range newest = newestValues.changes(cluster, known);
    TxnResult read = KvFutures.await(kv.txn(reads(cluster, newest)));
    long messages = read.pages().get(1).count();
    QueueGauge queue = new QueueGauge(kv, keys, cluster, messages, read.revision());
    LatestHosts latest =
        newestValues.read(cluster, known, newest.at(read.revision()), read.pages().get(0));
    HostFigures hosts = latest.figures();

    ClusterSummary summary =
        new ClusterSummary(
            cluster,
            hosts.hosts(),
            hosts.newestMs().length,
            hosts.models(),
            latest.unreadable().stream().limit(MAX_UNREADABLE).toList(),
            hosts.stale(nowMs - staleAfterMs),
            hosts.idle(),
            hosts.figures(),
            hosts.top(metrics, most),
            new ClusterSummary.Queue(
                messages, queue.oldestAgeMs(nowMs), read.pages().get(2).count()),
            LetterFold.of(keys, cluster, letters(cluster, read.pages().get(2))),
            total(read.pages().get(3)),
            ClusterSummary.Store.of(KvFutures.await(status), quotaBytes));
    if (!cluster.equals(defaultCluster) && isEmpty(summary)) {
      throw new NotFoundException("cluster", "nothing is known of cluster " + cluster);
    }
    return summary;
  }

  private Txn reads(String cluster, Range newest) {
    return Txn.always(
        List.of(
            Op.get(newest),
            Op.get(Range.prefix(keys.queue(cluster)).countOnly()),
            Op.get(keys.deadLetters(cluster).countOnly()),
            Op.get(Range.prefix(keys.ingestCounters(cluster)))));
  }

  /** The first letters; none where reading them fails, as all else can be answered without. */
  private Page letters(String cluster, Page counted) {
    Range first = keys.deadLetters(cluster).limit(MAX_LETTERS).at(counted.revision());
    try {
      return counted.count() == 0 ? counted : KvFutures.await(kv.range(first));
    } catch (KvException e) {
      LOG.warnf("reasons of dead letters are left out: cluster=%s %s", cluster, e.getMessage());
      return counted;
    }
  }

  private static boolean isEmpty(ClusterSummary summary) {
    return summary.hosts() == 0
        && summary.queue().messages() == 0
        && summary.queue().deadLetters() == 0
        && summary.ingest().uploads() == 0;
  }

  private static ClusterSummary.Ingest total(Page counters) {
    IngestTotals total = IngestTotals.ZERO;
    for (Entry counter : counters.entries()) {
      total = total.plus(StoredValues.decode(counter, IngestTotals::decode));
    }
    return ClusterSummary.Ingest.of(total);
  }
}
