package nexus.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.bench.Plan;
import nexus.bench.Timings;

/**
 * How the rate of an upload changes with its size, up to a million rows; the next is {@link
 * MemoryRow}.
 */
final class RowsRow implements Measurement {

  /** Of 2,480 rows each: 10⁴, 10⁵ and 10⁶ rows. */
  private static final List<Integer> SCRAPES = List.of(4, 40, 400);

  private static final int WARM_UP = 3;
  private static final int TIMES = 5;

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (Stack stack = bench.start(Map.of())) {
      for (int i = 0; i < bench.size(WARM_UP, 1); i++) {
        Ingestion.ofStream(stack, "warm-up-" + i, bench.capture());
      }
      for (int scrapes : SCRAPES.subList(0, bench.size(SCRAPES.size(), 2))) {
        figures.add(rate(bench, stack, Bench.plan("--hosts 31 --gpus 8 --scrapes " + scrapes)));
      }
    }
    return figures;
  }

  private static Figure rate(Bench bench, Stack stack, Plan plan)
      throws IOException, InterruptedException {
    double[] rates = new double[bench.size(TIMES, 1)];
    for (int i = 0; i < rates.length; i++) {
      String cluster = "rows-" + plan.values() + "-" + i;
      rates[i] = Ingestion.ofStream(stack, cluster, plan).rowsPerSecond();
    }
    double median = Timings.of(rates).median();
    bench.say("%,d rows: %,.0f rows/s", plan.values(), median);
    return new Figure(
        "upload of %,d rows → every point queryable".formatted(plan.values()), median, "rows/s");
  }
}
