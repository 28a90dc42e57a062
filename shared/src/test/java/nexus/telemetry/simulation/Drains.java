package nexus.telemetry.simulation;

import java.util.Random;
import java.util.SplittableRandom;
import nexus.telemetry.drain.DrainFeed;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;

/** A drainer as a process runs it: woken by a watch or an interval, until it has had its rounds. */
final class Drains {

  private static final int LONGEST_WAIT_MS = 2_000;
  private static final int MOST_LAST_ROUNDS = 20;

  private final Simulation simulation;
  private final Schedule schedule;
  private final SplittableRandom random;
  private final long holdSeconds;
  private final long retentionMs;
  private int rounds;

  Drains(Simulation simulation, long holdSeconds, long retentionMs) {
    this.simulation = simulation;
    this.schedule = simulation.schedule();
    this.random = simulation.random();
    this.holdSeconds = holdSeconds;
    this.retentionMs = retentionMs;
    this.rounds = 3 + random.nextInt(5);
  }

  private Drainer drainer(Simulation.Life process) {
    return new Drainer(
        process.kv(),
        simulation.keys(),
        simulation.drainOptions(process.name(), retentionMs, holdSeconds),
        process.clock(),
        new Random(random.nextLong()));
  }

  void live(Simulation.Life process) {
    Drainer drainer = drainer(process);
    Watching watching = new Watching(process.kv(), drainer.feed());
    while (rounds-- > 0) {
      schedule.sleep(random.nextInt(LONGEST_WAIT_MS));
      drain(drainer, watching);
    }
    if (random.nextBoolean()) {
      drainer.close(); // Else its claims end by themselves.
    }
  }

  private void drain(Drainer drainer, Watching watching) {
    DrainLimits limits =
        new DrainLimits(
            1 + random.nextInt(random.nextBoolean() ? 3 : 100), 100 + random.nextInt(20_000));
    try {
      watching.keep();
      if (random.nextInt(8) == 0) {
        watching.feed().distrust();
      }
      boolean fed = random.nextInt(4) > 0;
      DrainResult result =
          fed ? drainer.drainFed(watching.feed(), limits) : drainer.drain(null, limits);
      if (result.deadLettered() > 0 || result.newerFormat() > 0) {
        simulation.store().problem("a good message was set aside: " + result);
      }
    } catch (KvException e) {
      if (e.kind() == KvException.Kind.INTERNAL) {
        throw e;
      }
    }
  }

  /** Drains until nothing is left. */
  void drainAll(Simulation.Life process) {
    try (Drainer drainer = drainer(process)) {
      for (int i = 0; i < MOST_LAST_ROUNDS; i++) {
        if (drainer.drain(null, DrainLimits.DEFAULT).remaining() == 0) {
          return;
        }
        schedule.sleep(LONGEST_WAIT_MS);
      }
    }
    simulation.store().problem("messages wait for ever");
  }

  /** The queue's watch, begun anew when it ended. */
  private final class Watching {
    private final Kv kv;
    private final DrainFeed feed;
    private boolean watches;

    Watching(Kv kv, DrainFeed feed) {
      this.kv = kv;
      this.feed = feed;
    }

    DrainFeed feed() {
      return feed;
    }

    void keep() {
      if (watches) {
        return;
      }
      String queues = simulation.keys().queues();
      Page now = KvFutures.await(kv.range(feed.first()));
      feed.begin(now);
      watches = true;
      var unused =
          kv.watchPuts(
              feed.first().from(), Range.endOf(queues), now.revision(), feed::put, this::ended);
    }

    private void ended(KvException why) {
      watches = false;
      feed.end();
    }
  }
}
