package nexus.telemetry.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;

/** Makes samples for tests. */
public final class Samples {

  public static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  public static final String TEMP = "DCGM_FI_DEV_GPU_TEMP";
  public static final String POWER = "DCGM_FI_DEV_POWER_USAGE";

  private Samples() {}

  /** Facts of the GPU with this UUID. */
  public static GpuFacts facts(String uuid) {
    return new GpuFacts(
        uuid, "nvidia0", "NVIDIA H100 80GB HBM3", "535.129.03", Map.of("job", "dgx_dcgm_exporter"));
  }

  /** Samples of one metric. */
  public static GpuSamples of(GpuId gpu, String metric, long[] times, double... values) {
    return new GpuSamples(
        gpu,
        facts("GPU-" + gpu.host() + "-" + gpu.gpu()),
        List.of(new MetricColumn(metric, times, values)));
  }

  /** One sample of one metric. */
  public static GpuSamples one(GpuId gpu, String metric, long timeMs, double value) {
    return of(gpu, metric, new long[] {timeMs}, value);
  }

  /** {@code count} samples of three metrics, {@code stepMs} apart. */
  public static GpuSamples series(GpuId gpu, long fromMs, long stepMs, int count) {
    long[] times = new long[count];
    double[] util = new double[count];
    double[] temp = new double[count];
    double[] power = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = fromMs + i * stepMs;
      util[i] = (i * 7 + gpu.hashCode()) % 101;
      temp[i] = 40 + i % 13;
      power[i] = 100 + i * 0.125;
    }
    List<MetricColumn> columns = new ArrayList<>();
    columns.add(new MetricColumn(TEMP, times, temp));
    columns.add(new MetricColumn(UTIL, times, util));
    columns.add(new MetricColumn(POWER, times, power));
    return new GpuSamples(gpu, facts("GPU-" + gpu.host() + "-" + gpu.gpu()), columns);
  }
}
