package nexus.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.bench.Timings;
import nexus.local.LocalFailure;

/**
 * A backlog of 40 scrapes of many GPUs, drained by two applications that share one etcd.
 *
 * <p>The backlog is what the racks of a fleet upload in ten minutes, each its own capture of 25
 * hosts of 8 GPUs.
 */
final class DrainRow implements Measurement {

  private static final Map<String, String> NO_DRAIN = Map.of("DRAIN_ENABLED", "false");
  private static final int HOSTS_A_RACK = 25;
  private static final int GPUS_A_RACK = 200;
  private static final int SAMPLES_A_GPU = 400;

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
      for (int i = 0; i < bench.size(3, 0); i++) {
        drain(bench, both, "warm-up-" + i, 5);
      }
      figures.add(figure(bench, both, 1, 5));
      if (bench.size(1, 0) == 1) {
        figures.add(figure(bench, both, 5, 5));
        figures.add(
            figure(bench, both, 50, 3)
                .target(Goal.atLeast(2_000_000))
                .firstBar(Goal.atLeast(500_000)));
      }
    }
    return figures;
  }

  private static Figure figure(Bench bench, List<Stack> both, int racks, int times)
      throws IOException, InterruptedException {
    double[] rates = new double[bench.size(times, 1)];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = drain(bench, both, "drain-" + racks + "-" + i, racks);
    }
    String what = "drain of a backlog of %,d GPUs × 40 scrapes, 2 drainers";
    return new Figure(what.formatted(racks * GPUS_A_RACK), Timings.of(rates).median(), "samples/s");
  }

  private static double drain(Bench bench, List<Stack> both, String cluster, int racks)
      throws IOException, InterruptedException {
    for (int rack = 0; rack < racks; rack++) {
      String hosts = "--first-host " + rack * HOSTS_A_RACK + " --hosts " + HOSTS_A_RACK;
      Ingestion.queue(both.get(0), cluster, Bench.plan(hosts + " --gpus 8 --scrapes 40"));
    }
    long messages = both.get(0).etcd().waiting(cluster);
    Backlog backlog = Backlog.drain(both, cluster);
    long samples = (long) racks * GPUS_A_RACK * SAMPLES_A_GPU;
    if (backlog.samples() != samples || both.get(0).etcd().stored(cluster).added() != samples) {
      throw new LocalFailure(backlog + " instead of " + samples + " samples");
    }
    bench.say(
        "%,d messages, %,d samples in %.2f s: %,.0f samples/s",
        messages, samples, backlog.seconds(), backlog.samplesPerSecond());
    return backlog.samplesPerSecond();
  }
}
