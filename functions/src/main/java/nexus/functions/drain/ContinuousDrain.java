package nexus.functions.drain;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import nexus.functions.meters.Deliveries;
import nexus.functions.meters.DrainVitals;
import nexus.functions.wiring.Settings;
import nexus.telemetry.drain.DrainFeed;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.work.Supervisor;
import org.jboss.logging.Logger;

/**
 * Drains by itself while the process runs: at every interval, and at once when the queue changes.
 * At each interval it lists the queue, whatever the watch reported: so a missed watch event delays
 * a message and loses none.
 */
@Singleton
final class ContinuousDrain {

  private static final Logger LOG = Logger.getLogger(ContinuousDrain.class);
  private static final long STOP_PATIENCE_MS = 5_000;

  /** To list the queue costs etcd something; the watch drains sooner. */
  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

  /** What is left is gone on with at once; the shorter the budget, the shorter its claims. */
  private static final DrainLimits LIMITS = new DrainLimits(1_000_000, 5_000);

  private final LoggingDrainer drain;
  private final Kv kv;
  private final Keyspace keys;
  private final Deliveries deliveries;
  private final Settings.Drain settings;
  private final Supervisor supervisor;
  private final DrainVitals vitals;
  private Optional<Running> running = Optional.empty();

  ContinuousDrain(
      LoggingDrainer drain,
      Kv kv,
      Keyspace keys,
      Deliveries deliveries,
      Settings settings,
      Supervisor supervisor,
      DrainVitals vitals) {
    this.drain = drain;
    this.kv = kv;
    this.keys = keys;
    this.deliveries = deliveries;
    this.settings = settings.drain();
    this.supervisor = supervisor;
    this.vitals = vitals;
  }

  private record Running(DrainLoop loop, QueueWatch watch) {}

  void start(@Observes StartupEvent event) {
    if (!settings.enabled()) {
      LOG.info("this process drains only when drainQueueBatch is called");
      return;
    }
    DrainFeed feed = drain.feed();
    DrainLoop loop = new DrainLoop(new Fed(feed), interval(), STOP_PATIENCE_MS, supervisor, vitals);
    QueueWatch watch = new QueueWatch(kv, keys, feed, deliveries, loop::wake, supervisor);
    running = Optional.of(new Running(loop, watch));
    loop.start();
    watch.start();
  }

  private Duration interval() {
    Duration asked = settings.interval();
    return asked.compareTo(LEAST_INTERVAL) < 0 ? LEAST_INTERVAL : asked;
  }

  /** Drains what a feed knows. */
  private final class Fed implements DrainLoop.Work {
    private final DrainFeed feed;

    Fed(DrainFeed feed) {
      this.feed = feed;
    }

    @Override
    public DrainResult drain() {
      return drain.run(feed, LIMITS);
    }

    @Override
    public void distrust() {
      feed.distrust();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    running.ifPresent(
        parts -> {
          parts.watch().close();
          parts.loop().close();
          drain.release(); // Now, for etcd's client is closed before the drainer is.
        });
  }
}
