package nexus.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.bench.Plan;

/**
 * One scrape of a whole fleet, sent as one body of Prometheus's text: how long until it is stored,
 * and what a sample of it costs.
 */
public final class FleetRow implements Measurement {

  /** Of which GPUs every point is compared with what was sent: of all places in a host. */
  private static final int EVERY = 37;

  FleetRow() {}

  @Override
  public String name() {
    return "fleet";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    for (FleetSize size : FleetSize.all(bench.quick())) {
      figures.addAll(figures(size, measure(bench, size)));
    }
    return figures;
  }

  /** Measures the application with one fleet. */
  public static FleetScrapes measure(Bench bench, FleetSize size)
      throws IOException, InterruptedException {
    String cluster = "fleet-" + size.gpus();
    Plan plan = size.plan();
    try (Stack stack = bench.start(Map.of());
        NexusReceiver receiver =
            new NexusReceiver(stack, cluster, plan.values() / plan.scrapes())) {
      FleetScrapes scrapes = FleetScrapes.measure(receiver, size);
      bench.say(
          "%,d GPUs, %d scrapes: %.0f to %.0f ms, %.1f to %.1f µs and %.1f to %.1f bytes a sample",
          size.gpus(),
          size.measured(),
          scrapes.milliseconds().least(),
          scrapes.milliseconds().most(),
          scrapes.microsecondsASample().least(),
          scrapes.microsecondsASample().most(),
          scrapes.logBytesASample().least(),
          scrapes.logBytesASample().most());
      long points = new Verification(plan, EVERY).check(stack, cluster);
      bench.say("  %,d points compared with what was sent", points);
      return scrapes;
    }
  }

  private static List<Figure> figures(FleetSize size, FleetScrapes scrapes) {
    String fleet = "fleet of %,d GPUs, ".formatted(size.gpus());
    String processor = fleet + "processor time of application and etcd, ";
    String log = fleet + "bytes to etcd's log, ";
    String what = fleet + "one scrape in one body → stored, median";
    String micros = "µs/sample";
    String bytes = "B/sample";
    return List.of(
        new Figure(what, scrapes.milliseconds().median(), "ms")
            .target(Goal.atMost(size.targetMs()))
            .firstBar(Goal.atMost(size.firstBarMs())),
        new Figure(fleet + "the same, most", scrapes.milliseconds().most(), "ms"),
        processorGoals(
            new Figure(processor + "median", scrapes.microsecondsASample().median(), micros)),
        processorGoals(new Figure(processor + "mean", scrapes.meanMicrosecondsASample(), micros)),
        new Figure(log + "median", scrapes.logBytesASample().median(), bytes)
            .target(Goal.atMost(4)),
        new Figure(log + "mean", scrapes.meanLogBytesASample(), bytes).target(Goal.atMost(4)));
  }

  private static Figure processorGoals(Figure figure) {
    return figure.target(Goal.atMost(8)).firstBar(Goal.atMost(20));
  }
}
