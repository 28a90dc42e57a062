package nexus.bench.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import nexus.bench.Connection;
import nexus.bench.Plan;

/** Panels over a day of a fleet that is scraped every 15 s, asked with PromQL. */
public final class PromqlRow implements Measurement {

  /** Of which GPUs every point is compared with what was sent: of all places in a host. */
  private static final int EVERY = 37;

  private static final String CLUSTER = "promql";

  PromqlRow() {}

  @Override
  public String name() {
    return "promql";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    Plan plan =
        Bench.plan("--hosts %d --scrapes %d".formatted(bench.size(125, 4), bench.size(5_760, 240)));
    PromqlPanels.Asked asked = measure(bench, plan);
    long hours = plan.step().multipliedBy(plan.scrapes()).toHours();
    String panel = "PromQL, %d h at 1 m of ".formatted(hours);
    String all = panel + "%,d GPUs, one metric, ".formatted(plan.fleet().gpus().size());
    return List.of(
        new Figure(all + "p50", asked.fleet().median(), "ms").target(Goal.atMost(1_500)),
        new Figure(all + "most", asked.fleet().most(), "ms"),
        new Figure(panel + "one GPU, one metric, p50", asked.one().median(), "ms")
            .target(Goal.atMost(10)),
        new Figure(panel + "one GPU, one metric, p99", asked.one().percentile(99), "ms"));
  }

  /** Asks the application for panels of a capture that it takes in before. */
  public static PromqlPanels.Asked measure(Bench bench, Plan plan)
      throws IOException, InterruptedException {
    PromqlPanels panels = new PromqlPanels(plan, "&cluster=" + CLUSTER, bench.quick());
    try (Stack stack = bench.start(Map.of())) {
      Ingestion.ofStream(stack, CLUSTER, plan);
      new Verification(plan, EVERY).check(stack, CLUSTER);
      try (Connection connection = stack.connect()) {
        return panels.ask(connection);
      }
    }
  }
}
