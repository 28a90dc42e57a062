package nexus.bench.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import nexus.bench.Plan;
import nexus.bench.Scrapes;

/**
 * Scrapes of a large fleet at the pace at which they come: what share of the machine they take, and
 * whether memory grows.
 */
final class SustainedRow implements Measurement {

  private static final Duration INTERVAL = Duration.ofSeconds(15);

  /** Ten minutes of them. */
  private static final int SCRAPES = 40;

  /** Twice as many GPUs as have 20 metrics each: as many samples, and more hosts. */
  private static final int HOSTS = 2_500;

  private static final int EVERY = 371;
  private static final double MEBIBYTE = 1 << 20;

  /** What the processes had resident, in bytes. */
  private record Resident(long application, long etcd) {

    static Resident now(Stack stack) {
      return new Resident(
          ProcessFigures.residentBytes(stack.local().applicationPid()),
          ProcessFigures.residentBytes(stack.local().etcdPid()));
    }
  }

  @Override
  public String name() {
    return "sustained";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
    int scrapes = bench.size(SCRAPES, 4);
    Plan plan =
        Bench.plan(
            "--format prometheus --hosts %d --gpus 8 --scrapes %d"
                .formatted(bench.size(HOSTS, 10), scrapes));
    Duration interval = bench.quick() ? Duration.ofSeconds(1) : INTERVAL;
    try (Stack stack = bench.start(Map.of());
        NexusReceiver receiver =
            new NexusReceiver(stack, "sustained", plan.values() / plan.scrapes())) {
      Scrapes bodies = new Scrapes(plan);
      byte[] body = bodies.next();
      ProcessorTime before = ProcessorTime.of(stack);
      Resident half = null;
      long begun = System.nanoTime();
      for (int i = 0; i < scrapes; i++) {
        receiver.take(body);
        receiver.check();
        half = i == scrapes / 2 ? Resident.now(stack) : half;
        body = bodies.next();
        sleepUntil(begun + (i + 1) * interval.toNanos());
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      ProcessorTime used = ProcessorTime.of(stack).since(before);
      Resident end = Resident.now(stack);
      receiver.checkAll(plan.values());
      bench.say("%d scrapes in %.0f s: %s", scrapes, seconds, used);
      long points = new Verification(plan, bench.size(EVERY, 37)).check(stack, "sustained");
      bench.say("  %,d points compared with what was sent", points);
      return figures(plan, used, seconds, half, end);
    }
  }

  private static List<Figure> figures(
      Plan plan, ProcessorTime used, double seconds, Resident half, Resident end) {
    double share =
        100
            * (used.application() + used.etcd())
            / (seconds * Runtime.getRuntime().availableProcessors());
    String what = "%,d samples every 15 s for 10 minutes".formatted(plan.values() / plan.scrapes());
    return List.of(
        new Figure(what + ", share of all processors", share, "%").target(Goal.atMost(40)),
        new Figure("the same, application's memory half-way", mebibytes(half.application()), "MiB"),
        new Figure(
            "the same, application's memory at the end", mebibytes(end.application()), "MiB"),
        new Figure("the same, etcd's memory half-way", mebibytes(half.etcd()), "MiB"),
        new Figure("the same, etcd's memory at the end", mebibytes(end.etcd()), "MiB"));
  }

  private static double mebibytes(long bytes) {
    return bytes / MEBIBYTE;
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left).toMillis());
    }
  }
}
