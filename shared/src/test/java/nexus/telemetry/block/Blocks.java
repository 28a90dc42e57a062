package nexus.telemetry.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import nexus.telemetry.model.MetricColumn;

/** Blocks for tests, and how to compare them. */
final class Blocks {

  static final long START_MS = 1_752_871_354_000L;

  private static final int STEP_MS = 15_000;

  private Blocks() {}

  static MetricColumn column(String metric, long[] times, double... values) {
    return new MetricColumn(metric, times, values);
  }

  static long[] times(long... times) {
    return times;
  }

  /** Checks metrics, times and the bits of values; unlike equals, it tells NaN payloads apart. */
  static void assertSame(Block actual, Block expected) {
    assertThat(actual.columns()).extracting(MetricColumn::metric).isEqualTo(metrics(expected));
    for (int i = 0; i < expected.columns().size(); i++) {
      MetricColumn want = expected.columns().get(i);
      MetricColumn got = actual.columns().get(i);
      assertThat(got.times()).as(want.metric()).isEqualTo(want.times());
      assertThat(bits(got)).as(want.metric()).isEqualTo(bits(want));
    }
  }

  static List<String> metrics(Block block) {
    return block.columns().stream().map(MetricColumn::metric).toList();
  }

  private static long[] bits(MetricColumn column) {
    long[] bits = new long[column.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToRawLongBits(column.value(i));
    }
    return bits;
  }

  /**
   * Ten DCGM metrics of one GPU: jobs come and go, the power draw wanders with three decimals, and
   * the metrics of a scrape are up to 3 s apart.
   */
  static Block realistic(long seed, int scrapes) {
    Random random = new Random(seed);
    List<MetricColumn> columns = new ArrayList<>();
    boolean busy = random.nextInt(3) > 0;
    double[][] values = new double[METRICS.size()][scrapes];
    double power = busy ? 420 : 72;
    double temperature = busy ? 60 : 30;
    int clock = 1980;
    int used = 73_420;
    for (int i = 0; i < scrapes; i++) {
      busy ^= random.nextInt(300) == 0;
      power += ((busy ? 430 : 72) - power) * 0.2 + random.nextGaussian() * (busy ? 12 : 0.3);
      temperature += ((busy ? 62 : 30) - temperature) * 0.05 + random.nextGaussian() * 0.3;
      clock = random.nextInt(8) == 0 ? 1980 - 15 * random.nextInt(8) : clock;
      used += random.nextInt(30) == 0 ? 2 * (random.nextInt(200) - 100) : 0;
      double utilization = busy ? Math.min(100, Math.max(60, 95 + random.nextGaussian() * 4)) : 0;
      values[0][i] = Math.rint(utilization);
      values[1][i] = busy ? Math.rint(utilization * 0.4 + random.nextGaussian() * 2) : 0;
      values[4][i] = Math.rint(power * 1000) / 1000;
      values[5][i] = Math.rint(temperature);
      values[6][i] = busy ? clock : 345;
      values[7][i] = 2619;
      values[8][i] = busy ? used : 7;
      values[9][i] = 81_559 - values[8][i];
    }
    for (int metric = 0; metric < values.length; metric++) {
      long[] times = new long[scrapes];
      for (int i = 0; i < scrapes; i++) {
        times[i] = START_MS + (long) STEP_MS * i + 1000L * (metric % 4);
      }
      columns.add(column(METRICS.get(metric), times, values[metric]));
    }
    columns.sort(Comparator.comparing(MetricColumn::metric));
    return new Block(columns);
  }

  private static final List<String> METRICS =
      List.of(
          "DCGM_FI_DEV_GPU_UTIL",
          "DCGM_FI_DEV_MEM_COPY_UTIL",
          "DCGM_FI_DEV_ENC_UTIL",
          "DCGM_FI_DEV_DEC_UTIL",
          "DCGM_FI_DEV_POWER_USAGE",
          "DCGM_FI_DEV_GPU_TEMP",
          "DCGM_FI_DEV_SM_CLOCK",
          "DCGM_FI_DEV_MEM_CLOCK",
          "DCGM_FI_DEV_FB_USED",
          "DCGM_FI_DEV_FB_FREE");

  /** The samples of a block from a time on, and before another. */
  static Block range(Block block, long fromMs, long toMs) {
    List<MetricColumn> columns = new ArrayList<>();
    for (MetricColumn column : block.columns()) {
      int from = column.firstAtOrAfter(fromMs);
      int to = column.firstAtOrAfter(toMs);
      if (from < to) {
        columns.add(column.slice(from, to));
      }
    }
    return new Block(columns);
  }
}
