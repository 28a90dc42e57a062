package nexus.bench.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import nexus.bench.Gpu;
import nexus.bench.Plan;
import nexus.bench.SplitMix;
import nexus.bench.Timings;
import nexus.local.LocalFailure;

/** One metric of one GPU, any of the capture's, over a connection that is kept. */
final class SeriesRow implements Measurement {

  @Override
  public String name() {
    return "series";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    Plan plan = bench.capture();
    List<Gpu> gpus = plan.fleet().gpus();
    SplitMix random = new SplitMix(1);
    try (Stack stack = bench.start(Map.of())) {
      Ingestion.ofFile(stack, "series", plan, bench.captureFile());
      Timings times =
          Requests.get(
              stack,
              bench.size(5_000, 50),
              bench.size(5_000, 50),
              () ->
                  Questions.series(
                      "series",
                      gpus.get(random.below(gpus.size())),
                      Questions.anyMetric(random),
                      plan),
              answer -> {
                if (Json.points(answer) != plan.scrapes()) {
                  throw new LocalFailure("not " + plan.scrapes() + " points in an answer");
                }
              });
      String what = "one GPU-metric series of " + plan.scrapes() + " points, ";
      return List.of(
          new Figure(what + "p50", times.median(), "ms")
              .target(Goal.atMost(1))
              .firstBar(Goal.atMost(3)),
          new Figure(what + "p99", times.percentile(99), "ms").target(Goal.atMost(5)));
    }
  }
}
