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
final class FleetRow implements Measurement {

  private static final int GPUS_A_HOST = 8;

  /**
   * Scrapes that are measured: more than the dozen or two after which the open block of a GPU goes
   * into its blocks, so that this cost is among them.
   */
  private static final int MEASURED = 24;

  /** Of which GPUs every point is compared with what was sent: of all places in a host. */
  private static final int EVERY = 37;

  /**
   * One fleet.
   *
   * @param hosts its hosts
   * @param warmUp scrapes before those that are measured
   * @param target of the median, in milliseconds
   * @param firstBar of the median
   */
  private record Size(int hosts, int warmUp, Goal target, Goal firstBar) {}

  private static final List<Size> SIZES =
      List.of(
          new Size(125, 120, Goal.atMost(80), Goal.atMost(200)),
          new Size(1_250, 36, Goal.atMost(400), Goal.atMost(1_000)));

  private static final List<Size> SMALL_SIZES =
      List.of(new Size(2, 2, Goal.NONE, Goal.NONE), new Size(10, 2, Goal.NONE, Goal.NONE));

  @Override
  public String name() {
    return "fleet";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    for (Size size : bench.quick() ? SMALL_SIZES : SIZES) {
      try (Stack stack = bench.start(Map.of())) {
        figures.addAll(measure(bench, stack, size));
      }
    }
    return figures;
  }

  private static List<Figure> measure(Bench bench, Stack stack, Size size)
      throws IOException, InterruptedException {
    int gpus = size.hosts() * GPUS_A_HOST;
    int measured = bench.size(MEASURED, 3);
    String cluster = "fleet-" + gpus;
    Plan plan =
        Bench.plan(
            "--format prometheus --hosts %d --gpus %d --scrapes %d"
                .formatted(size.hosts(), GPUS_A_HOST, size.warmUp() + measured));
    FleetScrapes scrapes = FleetScrapes.measure(stack, cluster, plan, measured);
    bench.say(
        "%,d GPUs, %d scrapes: %.0f ms to %.0f ms, %.1f to %.1f µs and %.1f to %.1f bytes a sample",
        gpus,
        measured,
        scrapes.milliseconds().least(),
        scrapes.milliseconds().most(),
        scrapes.microsecondsASample().least(),
        scrapes.microsecondsASample().most(),
        scrapes.logBytesASample().least(),
        scrapes.logBytesASample().most());
    long points = new Verification(plan, EVERY).check(stack, cluster);
    bench.say("  %,d points compared with what was sent", points);
    return figures("fleet of %,d GPUs, ".formatted(gpus), size, scrapes);
  }

  private static List<Figure> figures(String fleet, Size size, FleetScrapes scrapes) {
    String processor = fleet + "processor time of application and etcd, ";
    String log = fleet + "bytes to etcd's log, ";
    String unit = "µs/sample";
    return List.of(
        new Figure(
                fleet + "one scrape in one body → stored, median",
                scrapes.milliseconds().median(),
                "ms")
            .target(size.target())
            .firstBar(size.firstBar()),
        new Figure(fleet + "the same, most", scrapes.milliseconds().most(), "ms"),
        processorGoals(
            new Figure(processor + "median", scrapes.microsecondsASample().median(), unit)),
        processorGoals(new Figure(processor + "mean", scrapes.meanMicrosecondsASample(), unit)),
        new Figure(log + "median", scrapes.logBytesASample().median(), "B/sample")
            .target(Goal.atMost(4)),
        new Figure(log + "mean", scrapes.meanLogBytesASample(), "B/sample").target(Goal.atMost(4)));
  }

  private static Figure processorGoals(Figure figure) {
    return figure.target(Goal.atMost(8)).firstBar(Goal.atMost(20));
  }
}
