package nexus.bench.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import nexus.bench.Gpu;
import nexus.bench.Plan;
import nexus.bench.SplitMix;
import nexus.bench.Timings;
import nexus.local.LocalFailure;

/** All metrics of one GPU over a day, a scrape every 15 s, in one answer. */
final class DayRow implements Measurement {

  @Override
  public String name() {
    return "day";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    Plan plan = Bench.plan("--hosts 2 --gpus 4 --scrapes " + bench.size(5_760, 576));
    List<Gpu> gpus = plan.fleet().gpus();
    long points = plan.values() / gpus.size();
    SplitMix random = new SplitMix(1);
    try (Stack stack = bench.start(Map.of())) {
      Ingestion.ofStream(stack, "day", plan);
      new Verification(plan, 4).check(stack, "day");
      Timings times =
          Requests.get(
              stack,
              bench.size(300, 20),
              bench.size(500, 20),
              () -> Questions.gpu("day", gpus.get(random.below(gpus.size())), plan),
              answer -> {
                if (Json.points(answer) != points) {
                  throw new LocalFailure("not " + points + " points in an answer");
                }
              });
      return List.of(
          new Figure(
                  "one GPU, all metrics, %,d points, p50".formatted(points), times.median(), "ms")
              .target(Goal.atMost(15))
              .firstBar(Goal.atMost(40)),
          new Figure(
              "one GPU, all metrics, %,d points, p99".formatted(points),
              times.percentile(99),
              "ms"));
    }
  }
}
