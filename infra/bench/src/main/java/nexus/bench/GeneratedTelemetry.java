package nexus.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;

/**
 * What the generator makes, kept in memory: as CSV, or as the samples that reading the CSV of the
 * long format gives. Options are those of the {@code generate} command.
 */
public final class GeneratedTelemetry {

  private static final Map<String, String> LABELS = Map.of("job", "dgx_dcgm_exporter");

  private GeneratedTelemetry() {}

  /**
   * The file, header and all.
   *
   * @throws IllegalArgumentException naming the option that cannot be used
   */
  public static byte[] csv(String... options) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Generate.write(Plan.parse(List.of(options)), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The samples, GPUs ascending.
   *
   * @throws IllegalArgumentException naming the option that cannot be used
   */
  public static List<GpuSamples> samples(String... options) {
    Plan plan = Plan.parse(List.of(options));
    Fleet fleet = plan.fleet();
    List<Metric> metrics =
        plan.chosenMetrics().stream().sorted(Comparator.comparing(Metric::dcgmName)).toList();
    double[][][] values = new double[fleet.gpus().size()][metrics.size()][plan.scrapes()];
    for (int scrape = 0; scrape < plan.scrapes(); scrape++) {
      fleet.step();
      for (int gpu = 0; gpu < values.length; gpu++) {
        for (int m = 0; m < metrics.size(); m++) {
          values[gpu][m][scrape] = value(fleet.walks().get(gpu), metrics.get(m));
        }
      }
    }
    List<GpuSamples> samples = new ArrayList<>();
    for (int gpu = 0; gpu < values.length; gpu++) {
      samples.add(samples(fleet.gpus().get(gpu), plan, metrics, values[gpu]));
    }
    samples.sort(Comparator.comparing(GpuSamples::gpu));
    return samples;
  }

  private static double value(GpuWalk walk, Metric metric) {
    return walk.value(metric) / Math.pow(10, metric.decimals);
  }

  private static GpuSamples samples(Gpu gpu, Plan plan, List<Metric> metrics, double[][] values) {
    List<MetricColumn> columns = new ArrayList<>();
    for (int m = 0; m < values.length; m++) {
      long[] times = times(plan, metrics.get(m));
      columns.add(new MetricColumn(metrics.get(m).dcgmName(), times, values[m]));
    }
    GpuFacts facts = new GpuFacts(gpu.uuid(), gpu.device(), Gpu.MODEL, Gpu.DRIVER, LABELS);
    return new GpuSamples(new GpuId(gpu.host(), Integer.toString(gpu.index())), facts, columns);
  }

  private static long[] times(Plan plan, Metric metric) {
    long[] times = new long[plan.scrapes()];
    Instant time = plan.start().plusSeconds(metric.delaySeconds);
    for (int scrape = 0; scrape < times.length; scrape++) {
      times[scrape] = time.toEpochMilli();
      time = time.plus(plan.step());
    }
    return times;
  }
}
