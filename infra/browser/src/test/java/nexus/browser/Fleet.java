package nexus.browser;

import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/** A made-up fleet whose GPUs train, serve, or do nothing. The same each time. */
final class Fleet {

  private static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,"
          + "labels_raw\n";

  private final Random random = new Random(7);
  private final StringBuilder csv = new StringBuilder(HEADER);
  private final Instant end;

  private Fleet(Instant end) {
    this.end = end;
  }

  /**
   * Samples a minute apart.
   *
   * @param end time of the newest
   */
  static String csv(int hosts, int gpus, int minutes, Instant end) {
    Fleet fleet = new Fleet(end);
    for (int host = 1; host <= hosts; host++) {
      for (int gpu = 0; gpu < gpus; gpu++) {
        fleet.gpu(String.format(Locale.ROOT, "gpu-node-%04d", host), gpu, minutes);
      }
    }
    return fleet.csv.toString();
  }

  /** What an exporter of that host says now. */
  static String scrape(String host, int gpus) {
    StringBuilder text = new StringBuilder();
    for (int gpu = 0; gpu < gpus; gpu++) {
      text.append("DCGM_FI_DEV_GPU_UTIL{gpu=\"").append(gpu).append("\",Hostname=\"").append(host);
      text.append("\"} 97\n");
    }
    return text.toString();
  }

  private void gpu(String host, int gpu, int minutes) {
    double kind = random.nextDouble();
    double busy = kind < 0.12 ? 0 : kind < 0.7 ? 88 + random.nextInt(10) : 25 + random.nextInt(40);
    double phase = random.nextDouble() * Math.PI;
    for (int minute = minutes; minute > 0; minute--) {
      double wave = busy == 0 ? 0 : 8 * Math.sin(phase + minute / 9.0) + random.nextGaussian();
      double util = Math.max(0, Math.min(100, Math.rint(busy + wave)));
      Instant time = end.minusSeconds(60L * minute);
      row(time, "DCGM_FI_DEV_GPU_UTIL", host, gpu, util);
      row(time, "DCGM_FI_DEV_GPU_TEMP", host, gpu, Math.rint(31 + util * 0.42 + 2 * phase));
      row(time, "DCGM_FI_DEV_POWER_USAGE", host, gpu, Math.rint(740 + util * 58) / 10);
      row(time, "DCGM_FI_DEV_FB_USED", host, gpu, busy == 0 ? 4 : Math.rint(20_000 + busy * 550));
    }
  }

  private void row(Instant time, String metric, String host, int gpu, double value) {
    csv.append(time).append(',').append(metric).append(',').append(gpu).append(",nvidia");
    csv.append(gpu).append(",GPU-").append(host).append('-').append(gpu);
    csv.append(",NVIDIA H100 80GB HBM3,").append(host).append(",,,,").append(value).append(",\n");
  }
}
