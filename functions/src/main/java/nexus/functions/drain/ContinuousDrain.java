package nexus.functions.drain;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import nexus.functions.meters.Deliveries;
import nexus.functions.wiring.Settings;
import nexus.telemetry.drain.DrainFeed;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import org.jboss.logging.Logger;

/**
 * Drains by itself while the process runs: at every interval, and at once when the queue changes.
 * At each interval it lists the queue, whatever the watch reported: so a missed watch event delays
 * a message and loses none.
 */
@Singleton
final class ContinuousDrain {

  private static final Logger LOG = Logger.getLogger(ContinuousDrain.class);
  private static final String JOB = "drain";
  private static final long STOP_PATIENCE_MS = 5_000;

  /** What is left is gone on with at once; the shorter the budget, the shorter its claims. */
  private static final DrainLimits LIMITS = new DrainLimits(1_000_000, 5_000);

  private final LoggingDrainer drain;
  private final Kv kv;
  private final Keyspace keys;
  private final Deliveries deliveries;
  private final Settings.Drain settings;
  private final Scheduler scheduler;
  private Optional<Running> running = Optional.empty();

  ContinuousDrain(
      LoggingDrainer drain,
      Kv kv,
      Keyspace keys,
      Deliveries deliveries,
      Settings settings,
      Scheduler scheduler) {
    this.drain = drain;
    this.kv = kv;
    this.keys = keys;
    this.deliveries = deliveries;
    this.settings = settings.drain();
    this.scheduler = scheduler;
  }

  private record Running(DrainLoop loop, QueueWatch watch) {}

  void start(@Observes StartupEvent event) {
    if (!settings.enabled()) {
      LOG.info("this process drains only when drainQueueBatch is called");
      return;
    }
    DrainFeed feed = drain.feed();
    DrainLoop loop = new DrainLoop(() -> drain.run(feed, LIMITS), STOP_PATIENCE_MS);
    QueueWatch watch = new QueueWatch(kv, keys, feed, deliveries, loop::wake);
    running = Optional.of(new Running(loop, watch));
    loop.start();
    watch.start();
    scheduler
        .newJob(JOB)
        .setInterval(interval())
        .setConcurrentExecution(ConcurrentExecution.SKIP)
        .setTask(
            execution -> {
              feed.distrust();
              loop.wake();
            })
        .schedule();
  }

  /** The scheduler ticks once a second; the watch drains sooner. */
  private String interval() {
    Duration least = Duration.ofSeconds(1);
    return (settings.interval().compareTo(least) < 0 ? least : settings.interval()).toString();
  }

  void stop(@Observes ShutdownEvent event) {
    running.ifPresent(
        parts -> {
          scheduler.unscheduleJob(JOB);
          parts.watch().close();
          parts.loop().close();
          drain.release(); // Now, for etcd's client is closed before the drainer is.
        });
  }
}
