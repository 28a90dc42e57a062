package nexus.telemetry.store;

import java.util.List;

/**
 * The newest value of every metric of a host's GPUs: the value of {@code latest/{host}}, and all
 * that cluster statistics read.
 *
 * @param host host name
 * @param gpus one entry a GPU, ascending by index
 */
public record HostLatest(String host, List<Gpu> gpus) {

  public HostLatest {
    gpus = List.copyOf(gpus);
  }

  /**
   * The newest values of one GPU.
   *
   * @param gpu index on the host
   * @param uuid UUID, or empty
   * @param device device name, or empty
   * @param model product name, or empty
   * @param samples one entry a metric, ascending by metric name
   */
  public record Gpu(
      String gpu, String uuid, String device, String model, List<LatestSample> samples) {

    public Gpu {
      samples = List.copyOf(samples);
    }
  }

  /**
   * The newest sample of one metric.
   *
   * @param metric metric name
   * @param timeMs epoch milliseconds
   * @param value the value
   */
  public record LatestSample(String metric, long timeMs, double value) {}
}
