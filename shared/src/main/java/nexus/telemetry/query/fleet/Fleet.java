package nexus.telemetry.query.fleet;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.query.latest.MovedGpu;
import nexus.telemetry.query.latest.WholeGpu;
import nexus.telemetry.query.stats.QueueFigures;
import nexus.telemetry.store.HostLatest;

/** What there is. */
public final class Fleet {

  private Fleet() {}

  /**
   * A GPU or an instance of one.
   *
   * @param host host name
   * @param gpu index on the host
   * @param uuid UUID, of an instance that of its GPU, or empty
   * @param model product name, or empty
   * @param device device name, or empty
   * @param status what it is
   * @param lastSeenMs time of its newest sample, epoch milliseconds; empty when it has none
   * @param movedTo where it is now, of one that has left this place
   */
  public record Gpu(
      String host,
      String gpu,
      String uuid,
      String model,
      String device,
      GpuStatus status,
      OptionalLong lastSeenMs,
      Optional<GpuId> movedTo) {

    static Gpu of(String host, HostLatest.Gpu gpu, long staleBeforeMs) {
      WholeGpu alone = WholeGpu.ofOne(gpu, staleBeforeMs);
      return new Gpu(
          host,
          gpu.gpu(),
          gpu.uuid(),
          gpu.model(),
          gpu.device(),
          alone.status(),
          GpuCounts.time(alone.newestMs()),
          Optional.empty());
    }

    /** One in a place that it has left. */
    static Gpu of(MovedGpu moved) {
      HostLatest.Gpu gpu = moved.gpu();
      return new Gpu(
          moved.host(),
          gpu.gpu(),
          gpu.uuid(),
          gpu.model(),
          gpu.device(),
          GpuStatus.MOVED,
          GpuCounts.time(gpu.newestMs()),
          Optional.of(moved.to()));
    }

    /** Its place. */
    public GpuId place() {
      return new GpuId(host, gpu);
    }

    /**
     * Its UUID; {@code host:index} of one without, of an instance, and in a place that it has left.
     */
    public String id() {
      boolean instance = !GpuId.instance(gpu).isEmpty();
      return instance || movedTo.isPresent() || uuid.isEmpty() ? host + ":" + gpu : uuid;
    }
  }

  /**
   * A GPU with its newest values.
   *
   * @param gpu the GPU
   * @param latest one entry a metric, ascending by metric name
   */
  public record GpuDetail(Gpu gpu, List<Point> latest) {

    public GpuDetail {
      latest = List.copyOf(latest);
    }
  }

  /**
   * A newest value of a GPU that is named elsewhere.
   *
   * @param metric metric name
   * @param timeMs epoch milliseconds
   * @param value the value
   */
  public record Point(String metric, long timeMs, double value) {

    static Point of(HostLatest.LatestSample sample) {
      return new Point(sample.metric(), sample.timeMs(), sample.value());
    }
  }

  /**
   * A host.
   *
   * @param name host name
   * @param gpus its GPUs
   * @param readable whether its newest values can be read; if not, it has no GPU here
   */
  public record Host(String name, GpuCounts gpus, boolean readable) {}

  /**
   * A cluster in a list.
   *
   * @param name its name
   * @param hosts hosts that have sent samples, without those that all of their GPUs have left
   * @param gpus GPUs that have sent samples
   */
  public record Cluster(String name, long hosts, long gpus) {}

  /**
   * A cluster in short.
   *
   * @param name its name
   * @param hosts hosts that have sent samples, without those that all of their GPUs have left
   * @param gpus its GPUs
   * @param queue what waits
   */
  public record ClusterDetail(String name, long hosts, GpuCounts gpus, QueueFigures queue) {}
}
