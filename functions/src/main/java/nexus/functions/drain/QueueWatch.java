package nexus.functions.drain;

import nexus.functions.meters.Deliveries;
import nexus.telemetry.drain.DrainFeed;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Kv.Puts;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.work.SupervisedThread;
import nexus.telemetry.work.Supervisor;
import org.jboss.logging.Logger;

/**
 * Calls back whenever the queue may have grown, as long as it is open. Removals do not call back.
 *
 * <p>It reads the queue's revision, calls back, and watches from that revision on; so a message put
 * between the read and the watch is seen by one or the other. When the watch ends, or cannot begin,
 * all of that is done again after a pause that doubles from {@value #FIRST_PAUSE_MS} ms to {@value
 * #LONGEST_PAUSE_MS} ms.
 */
final class QueueWatch implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(QueueWatch.class);
  private static final long FIRST_PAUSE_MS = 250;
  private static final long LONGEST_PAUSE_MS = 5_000;

  private final Kv kv;
  private final String end;
  private final DrainFeed feed;
  private final Deliveries deliveries;
  private final Runnable onChange;
  private final SupervisedThread thread;

  // Touched by that one thread alone.
  private Kv.Watch watch;
  private long pauseMs = FIRST_PAUSE_MS;
  private boolean failing;
  private boolean closed;

  /**
   * @param feed gets what was put, before {@code onChange} is called
   * @param deliveries gets what was handed over, after that
   */
  QueueWatch(
      Kv kv,
      Keyspace keys,
      DrainFeed feed,
      Deliveries deliveries,
      Runnable onChange,
      Supervisor supervisor) {
    this.kv = kv;
    this.end = Range.endOf(keys.queues());
    this.feed = feed;
    this.deliveries = deliveries;
    this.onChange = onChange;
    this.thread = new SupervisedThread("queue-watch", supervisor);
  }

  void start() {
    thread.soon(this::watchAnew);
  }

  private void watchAnew() {
    if (closed) {
      return;
    }
    closeWatch(); // there is one where this was cut short
    try {
      Page now = KvFutures.await(kv.range(feed.first()));
      feed.begin(now);
      onChange.run();
      deliveries.begin(now.revision());
      watch =
          kv.watchPuts(
              feed.first().from(),
              end,
              now.revision(),
              this::changed,
              end -> thread.soon(() -> ended(end)));
      begun();
    } catch (RuntimeException e) {
      ended(e);
    }
  }

  private void changed(Puts puts) {
    feed.put(puts);
    onChange.run();
    deliveries.handed(puts.revision());
  }

  /** Forgets the failures once this watch has held for a while: one that ends at once must not. */
  private void begun() {
    Kv.Watch begun = watch;
    thread.later(
        () -> {
          if (begun == watch) {
            held();
          }
        },
        LONGEST_PAUSE_MS);
  }

  private void held() {
    if (failing) {
      LOG.info("the queue is watched again");
    }
    failing = false;
    pauseMs = FIRST_PAUSE_MS;
  }

  private void ended(RuntimeException why) {
    if (closed) {
      return;
    }
    if (!failing) {
      LOG.warnf("the queue's watch ended and is begun anew: %s", why.getMessage());
    }
    failing = true;
    feed.end();
    closeWatch();
    thread.later(this::watchAnew, pauseMs);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }

  private void closeWatch() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  @Override
  public void close() {
    thread.soon(
        () -> {
          closed = true;
          closeWatch();
        });
    thread.shutdown();
    try {
      if (!thread.awaitEnd(LONGEST_PAUSE_MS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
