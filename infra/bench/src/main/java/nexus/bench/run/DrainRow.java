package nexus.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import nexus.bench.Plan;
import nexus.bench.Timings;
import nexus.local.LocalFailure;

/**
 * Backlogs, drained by two applications that share one etcd.
 *
 * <p>One of 40 scrapes is what the racks of a fleet upload in ten minutes, each its own capture of
 * 200 GPUs: some 100 samples a message. One scrape of all GPUs in one capture, metric by metric as
 * exporters write it, makes messages of two samples, which cost as much each.
 */
final class DrainRow implements Measurement {

  private static final Map<String, String> NO_DRAIN = Map.of("DRAIN_ENABLED", "false");
  private static final int HOSTS_A_RACK = 25;
  private static final int WARM_UP = 3;
  private static final String WHAT = "drain of %s, 2 drainers";

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (Stack first = bench.start(NO_DRAIN);
        Stack second = bench.startBeside(first, NO_DRAIN)) {
      List<Stack> both = List.of(first, second);
      if (bench.quick()) {
        return List.of(figure(bench, both, "200 GPUs × 40 scrapes", racks(1), 1));
      }
      for (int i = 0; i < WARM_UP; i++) {
        drain(bench, both, "warm-up-" + i, racks(5));
      }
      figures.add(figure(bench, both, "200 GPUs × 40 scrapes", racks(1), 5));
      figures.add(figure(bench, both, "1,000 GPUs × 40 scrapes", racks(5), 5));
      figures.add(
          figure(bench, both, "10,000 GPUs × 40 scrapes", racks(50), 3)
              .target(Goal.atLeast(2_000_000))
              .firstBar(Goal.atLeast(500_000)));
      List<Plan> oneCapture = List.of(Bench.plan("--hosts 1250 --gpus 8 --scrapes 1"));
      figures.add(figure(bench, both, "10,000 GPUs × 1 scrape in one capture", oneCapture, 3));
    }
    return figures;
  }

  private static List<Plan> racks(int count) {
    return IntStream.range(0, count)
        .mapToObj(rack -> "--first-host " + rack * HOSTS_A_RACK + " --hosts " + HOSTS_A_RACK)
        .map(hosts -> Bench.plan(hosts + " --gpus 8 --scrapes 40"))
        .toList();
  }

  private static Figure figure(
      Bench bench, List<Stack> both, String backlog, List<Plan> captures, int times)
      throws IOException, InterruptedException {
    double[] rates = new double[times];
    for (int i = 0; i < times; i++) {
      String cluster = "drain-" + captures.size() + "-" + captures.get(0).values() + "-" + i;
      rates[i] = drain(bench, both, cluster, captures);
    }
    return new Figure(WHAT.formatted(backlog), Timings.of(rates).median(), "samples/s");
  }

  private static double drain(Bench bench, List<Stack> both, String cluster, List<Plan> captures)
      throws IOException, InterruptedException {
    for (Plan capture : captures) {
      Ingestion.queue(both.get(0), cluster, capture);
    }
    Etcd etcd = both.get(0).etcd();
    long messages = etcd.waiting(cluster);
    Backlog drained = Backlog.drain(both, cluster);
    long samples = captures.stream().mapToLong(Plan::values).sum();
    if (drained.samples() != samples || etcd.stored(cluster).added() != samples) {
      throw new LocalFailure(drained + " instead of " + samples + " samples");
    }
    bench.say(
        "%,d messages, %,d samples in %.2f s: %,.0f samples/s",
        messages, samples, drained.seconds(), drained.samplesPerSecond());
    return drained.samplesPerSecond();
  }
}
