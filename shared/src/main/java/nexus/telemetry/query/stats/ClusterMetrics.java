package nexus.telemetry.query.stats;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.store.HostLatest;

/**
 * What a monitoring system is told of a cluster. Counts are exact, and the same whichever process
 * is asked.
 *
 * @param cluster the cluster
 * @param hosts hosts that have sent samples, without those that all of their GPUs have left
 * @param gpus whole GPUs by what they are; each status has its number
 * @param queue what waits
 * @param ingest what was ingested so far; empty when a counter cannot be read
 * @param drain what was stored so far; empty when a counter cannot be read
 * @param store etcd
 * @param unreadable hosts and counters that cannot be read
 * @param newest newest values by metric name, each by host and index
 */
public record ClusterMetrics(
    String cluster,
    long hosts,
    Map<GpuStatus, Long> gpus,
    QueueFigures queue,
    Optional<IngestFigures> ingest,
    Optional<DrainFigures> drain,
    StoreFigures store,
    long unreadable,
    SortedMap<String, List<Reading>> newest) {

  public ClusterMetrics {
    gpus = Collections.unmodifiableMap(new EnumMap<>(gpus));
    newest = Collections.unmodifiableSortedMap(new TreeMap<>(newest));
  }

  /**
   * A GPU or an instance of one.
   *
   * @param host host name
   * @param gpu index of the whole GPU on the host
   * @param instance number of the instance; empty for a whole GPU
   * @param uuid UUID of the whole GPU, or empty
   * @param device device name, or empty
   * @param model product name, or empty
   */
  public record Source(
      String host, String gpu, String instance, String uuid, String device, String model) {

    static Source of(String host, HostLatest.Gpu gpu) {
      return new Source(
          host,
          GpuId.wholeGpu(gpu.gpu()),
          GpuId.instance(gpu.gpu()),
          gpu.uuid(),
          gpu.device(),
          gpu.model());
    }
  }

  /**
   * A newest value.
   *
   * @param source what it is of
   * @param labels what tells the series from others of its metric; empty mostly
   * @param value the value
   */
  public record Reading(Source source, SortedMap<String, String> labels, double value) {

    /** Of a series that is its metric's only one. */
    public Reading(Source source, double value) {
      this(source, Collections.emptySortedMap(), value);
    }
  }
}
