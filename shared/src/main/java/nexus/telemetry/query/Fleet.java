package nexus.telemetry.query;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricUnits;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.LatestSample;

/** What there is, as answers tell of it. */
public final class Fleet {

  private Fleet() {}

  /**
   * A GPU or an instance of one.
   *
   * @param id its UUID; {@code host:index} of one without, and of an instance
   * @param uuid UUID, of an instance that of its GPU, or empty
   * @param hostname host name
   * @param gpu index on the host
   * @param name product name, or empty
   * @param device device name, or empty
   * @param status what it is
   * @param lastSeen time of its newest sample, RFC 3339; null when it has none
   */
  public record Gpu(
      String id,
      String uuid,
      String hostname,
      String gpu,
      String name,
      String device,
      GpuStatus status,
      String lastSeen) {

    static Gpu of(String host, HostLatest.Gpu gpu, long staleBeforeMs) {
      WholeGpu alone = new WholeGpu();
      gpu.samples().forEach(sample -> alone.add(gpu, sample));
      boolean instance = !GpuId.wholeGpu(gpu.gpu()).equals(gpu.gpu());
      return new Gpu(
          instance || gpu.uuid().isEmpty() ? host + ":" + gpu.gpu() : gpu.uuid(),
          gpu.uuid(),
          host,
          gpu.gpu(),
          gpu.model(),
          gpu.device(),
          alone.status(staleBeforeMs),
          time(alone.newestMs()));
    }

    String position() {
      return hostname + "\n" + gpu;
    }

    long bytes() {
      return AnswerSize.ofRow(id, uuid, hostname, gpu, name, device);
    }
  }

  /**
   * A GPU with its newest values.
   *
   * @param gpu the GPU, whose members stand beside {@code latest}
   * @param latest one entry a metric, ascending by metric name
   */
  public record GpuDetail(@JsonUnwrapped Gpu gpu, List<Point> latest) {

    public GpuDetail {
      latest = List.copyOf(latest);
    }
  }

  /**
   * A sample of a GPU that is named elsewhere.
   *
   * @param timestamp RFC 3339
   * @param metric metric name
   * @param value the value
   * @param unit its unit, or empty
   */
  public record Point(
      String timestamp,
      String metric,
      @JsonSerialize(using = NumberSerializer.class) double value,
      String unit) {

    static Point of(LatestSample sample) {
      return new Point(
          Timestamps.format(sample.timeMs()),
          sample.metric(),
          sample.value(),
          MetricUnits.unit(sample.metric()));
    }
  }

  /**
   * A host. Its GPUs are whole ones: {@code gpus = active + idle + stale}.
   *
   * @param hostname host name
   * @param gpus GPUs that have sent samples
   * @param active those that are busy, or of which it is not known
   * @param idle those that are not
   * @param stale those whose newest sample is old
   * @param models number of GPUs by product name
   * @param lastSeen time of the newest sample, RFC 3339; null when there is none
   * @param readable whether its newest values can be read; if not, it has no GPU here
   */
  public record Host(
      String hostname,
      long gpus,
      long active,
      long idle,
      long stale,
      SortedMap<String, Long> models,
      String lastSeen,
      boolean readable) {

    public Host {
      models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
    }

    long bytes() {
      return AnswerSize.ofRow(hostname) + AnswerSize.ofRow(models.keySet().toArray(String[]::new));
    }
  }

  /**
   * A cluster in a list.
   *
   * @param id its name
   * @param hosts hosts that have sent samples
   * @param gpus GPUs that have sent samples
   */
  public record Cluster(String id, long hosts, long gpus) {}

  /**
   * A cluster in short: {@code gpus = active + idle + stale}.
   *
   * @param id its name
   * @param hosts hosts that have sent samples
   * @param gpus GPUs that have sent samples
   * @param models number of GPUs by product name
   * @param active GPUs that are busy, or of which it is not known
   * @param idle those that are not
   * @param stale those whose newest sample is old
   * @param lastSeen time of the newest sample, RFC 3339; null when there is none
   * @param queue what waits
   */
  public record ClusterDetail(
      String id,
      long hosts,
      long gpus,
      SortedMap<String, Long> models,
      long active,
      long idle,
      long stale,
      String lastSeen,
      ClusterSummary.Queue queue) {

    public ClusterDetail {
      models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
    }
  }

  /** Counts whole GPUs. */
  static final class Count {
    private final Map<GpuStatus, Long> byStatus = new EnumMap<>(GpuStatus.class);
    private final SortedMap<String, Long> models = new TreeMap<>();
    private long newestMs = Long.MIN_VALUE;

    Count add(Collection<WholeGpu> gpus, long staleBeforeMs) {
      for (WholeGpu gpu : gpus) {
        byStatus.merge(gpu.status(staleBeforeMs), 1L, Long::sum);
        models.merge(HostFold.modelOf(gpu), 1L, Long::sum);
        newestMs = Math.max(newestMs, gpu.newestMs());
      }
      return this;
    }

    private long of(GpuStatus status) {
      return byStatus.getOrDefault(status, 0L);
    }

    private long gpus() {
      return of(GpuStatus.ACTIVE) + of(GpuStatus.IDLE) + of(GpuStatus.STALE);
    }

    Host host(String name, boolean readable) {
      return new Host(
          name,
          gpus(),
          of(GpuStatus.ACTIVE),
          of(GpuStatus.IDLE),
          of(GpuStatus.STALE),
          models,
          time(newestMs),
          readable);
    }

    ClusterDetail cluster(String name, long hosts, ClusterSummary.Queue queue) {
      return new ClusterDetail(
          name,
          hosts,
          gpus(),
          models,
          of(GpuStatus.ACTIVE),
          of(GpuStatus.IDLE),
          of(GpuStatus.STALE),
          time(newestMs),
          queue);
    }
  }

  private static String time(long ms) {
    return ms == Long.MIN_VALUE ? null : Timestamps.format(ms);
  }
}
