package nexus.telemetry.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.kv.Status;
import nexus.telemetry.ledger.IngestTotals;

/**
 * A cluster at a glance. A <em>GPU</em> here is a whole one: a MIG instance {@code 0.3} is part of
 * GPU {@code 0}, whether or not that one has samples of its own.
 *
 * @param cluster the cluster
 * @param hosts hosts that have sent samples
 * @param gpus GPUs that have sent samples
 * @param models number of GPUs by product name, {@code unknown} where no source told it
 * @param unreadableHosts hosts whose newest values cannot be read, the first {@value
 *     ClusterStats#MAX_UNREADABLE} by name; they count as hosts and are in no other figure. Left
 *     out when there are none
 * @param staleGpus GPUs whose newest sample, their instances' included, is older than the
 *     configured age
 * @param idleGpus GPUs whose newest {@value WholeGpu#UTILIZATION} is below {@value
 *     WholeGpu#IDLE_BELOW} %; stale ones count too. Of a GPU that has it on instances only, every
 *     instance's must be
 * @param metrics figures over the newest values, by metric name
 * @param top the highest newest values of some metrics: metric by metric, highest first
 * @param queue what waits
 * @param deadLetters what was set aside
 * @param ingest what was ingested so far
 * @param store etcd
 */
public record ClusterSummary(
    String cluster,
    long hosts,
    long gpus,
    SortedMap<String, Long> models,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unreadableHosts,
    long staleGpus,
    long idleGpus,
    SortedMap<String, Figures> metrics,
    List<Top> top,
    Queue queue,
    DeadLetters deadLetters,
    Ingest ingest,
    Store store) {

  public ClusterSummary {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    unreadableHosts = List.copyOf(unreadableHosts);
    top = List.copyOf(top);
  }

  /**
   * Figures over one metric's newest values, one a GPU or instance.
   *
   * @param count GPUs and instances that have the metric
   * @param avg their mean
   * @param min the least
   * @param max the greatest
   * @param p50 the median by nearest rank, so always one of the values
   * @param p95 the 95th percentile, likewise
   */
  public record Figures(
      long count,
      @JsonSerialize(using = NumberSerializer.class) double avg,
      @JsonSerialize(using = NumberSerializer.class) double min,
      @JsonSerialize(using = NumberSerializer.class) double max,
      @JsonSerialize(using = NumberSerializer.class) double p50,
      @JsonSerialize(using = NumberSerializer.class) double p95) {}

  /**
   * One of the highest newest values.
   *
   * @param metric metric name
   * @param host host name
   * @param gpu index on the host, of a GPU or an instance
   * @param uuid UUID, or empty
   * @param value the value
   */
  public record Top(
      String metric,
      String host,
      String gpu,
      String uuid,
      @JsonSerialize(using = NumberSerializer.class) double value) {}

  /**
   * What waits.
   *
   * @param messages messages not stored yet
   * @param oldestAgeMs milliseconds since the oldest was published, judged by the first message of
   *     each partition in the order of their samples' times; 0 when none waits
   * @param deadLetters messages and blocks set aside
   */
  public record Queue(long messages, long oldestAgeMs, long deadLetters) {}

  /**
   * What was set aside, judged by the first {@value ClusterStats#MAX_LETTERS} letters by key.
   *
   * @param count messages and blocks set aside, however many
   * @param firstSeen when the oldest first failed, RFC 3339; null when there is none
   * @param reasons the {@value ClusterStats#MAX_REASONS} most frequent reasons, and how many
   *     letters have each
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DeadLetters(long count, String firstSeen, Map<String, Long> reasons) {

    public DeadLetters {
      reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
    }
  }

  /**
   * What was ingested so far: {@code values = accepted + missing + rejected}.
   *
   * @param uploads uploads
   * @param rows rows read
   * @param values values those rows carry
   * @param accepted values queued
   * @param missing values that were blank or not available
   * @param rejected values that could not be used
   */
  public record Ingest(
      long uploads, long rows, long values, long accepted, long missing, long rejected) {

    static Ingest of(IngestTotals total) {
      return new Ingest(
          total.uploads(),
          total.rows(),
          total.values(),
          total.accepted(),
          total.missing(),
          total.rejected());
    }
  }

  /**
   * State of etcd.
   *
   * @param dbSizeBytes bytes allocated to its database
   * @param quotaBytes bytes it may grow to
   * @param revision its newest revision
   * @param alarms alarms raised
   */
  public record Store(long dbSizeBytes, long quotaBytes, long revision, List<String> alarms) {

    public Store {
      alarms = List.copyOf(alarms);
    }

    static Store of(Status status, long quotaBytes) {
      return new Store(status.dbSizeBytes(), quotaBytes, status.revision(), status.alarms());
    }
  }
}
