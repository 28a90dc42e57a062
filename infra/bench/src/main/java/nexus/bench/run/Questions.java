package nexus.bench.run;

import java.time.Instant;
import java.util.List;
import nexus.bench.Gpu;
import nexus.bench.Metric;
import nexus.bench.Plan;
import nexus.bench.SplitMix;
import nexus.local.Api;

/** The paths of {@code GET /queryGpu} for what a capture holds. */
final class Questions {

  /** More points than any answer here has, and the most that one page takes. */
  private static final int LIMIT = 100_000;

  private static final List<Metric> METRICS = List.of(Metric.values());

  private Questions() {}

  static Metric anyMetric(SplitMix random) {
    return METRICS.get(random.below(METRICS.size()));
  }

  /** All of a GPU's samples in a capture. */
  static String gpu(String cluster, Gpu gpu, Plan plan) {
    // The last metrics of the last scrape are some seconds later than its start.
    Instant end = plan.start().plus(plan.step().multipliedBy(plan.scrapes())).plusSeconds(60);
    return between(cluster, gpu, plan.start().toEpochMilli(), end.toEpochMilli());
  }

  /** All of one metric of a GPU in a capture. */
  static String series(String cluster, Gpu gpu, Metric metric, Plan plan) {
    return gpu(cluster, gpu, plan) + "&metric=" + metric.dcgmName();
  }

  /** A GPU's samples in {@code [fromMs, toMs)}. */
  static String between(String cluster, Gpu gpu, long fromMs, long toMs) {
    return "/queryGpu?cluster=%s&gpu=%s/%d&from=%d&to=%d&limit=%d"
        .formatted(Api.encode(cluster), gpu.host(), gpu.index(), fromMs, toMs, LIMIT);
  }
}
