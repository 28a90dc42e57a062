package nexus.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.bench.Plan;
import nexus.bench.Timings;
import nexus.local.LocalFailure;

/** {@code clusterStats} of clusters of different size. */
final class StatsRow implements Measurement {

  private static final int GPUS_A_HOST = 8;

  /**
   * One cluster.
   *
   * @param hosts its hosts
   * @param target of the median
   * @param firstBar of the median
   */
  private record Size(int hosts, Goal target, Goal firstBar) {}

  private static final List<Size> SIZES =
      List.of(
          new Size(13, Goal.NONE, Goal.NONE),
          new Size(31, Goal.atMost(3), Goal.atMost(10)),
          new Size(125, Goal.NONE, Goal.NONE),
          new Size(1_250, Goal.atMost(40), Goal.atMost(150)));

  @Override
  public String name() {
    return "stats";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (Stack stack = bench.start(Map.of())) {
      for (Size size : SIZES.subList(0, bench.size(SIZES.size(), 2))) {
        figures.add(measure(bench, stack, size));
      }
    }
    return figures;
  }

  private static Figure measure(Bench bench, Stack stack, Size size)
      throws IOException, InterruptedException {
    int gpus = size.hosts() * GPUS_A_HOST;
    String cluster = "stats-" + gpus;
    Plan plan = Bench.plan("--hosts " + size.hosts() + " --gpus " + GPUS_A_HOST);
    Ingestion.ofStream(stack, cluster, plan);
    Timings times =
        Requests.get(
            stack,
            bench.size(300, 20),
            bench.size(500, 20),
            () -> "/clusterStats?cluster=" + cluster,
            answer -> {
              if (Json.read(answer).path("gpus").asInt() != gpus) {
                throw new LocalFailure("clusterStats does not tell of " + gpus + " GPUs");
              }
            });
    bench.say("clusterStats of %,d GPUs: p50 %.2f ms", gpus, times.median());
    return new Figure("clusterStats at %,d GPUs, p50".formatted(gpus), times.median(), "ms")
        .target(size.target())
        .firstBar(size.firstBar());
  }
}
