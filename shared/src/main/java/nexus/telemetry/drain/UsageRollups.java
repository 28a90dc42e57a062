package nexus.telemetry.drain;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.StoredTimes;
import nexus.telemetry.usage.UsageHours;
import org.jboss.logging.Logger;

/**
 * Keeps the usage of hours that are over, host by host, so that whoever asks for a month need not
 * read its samples. A pass over all hosts runs once an hour, a little at a time, behind drains.
 *
 * <p>Nothing depends on it: what it has not kept yet is worked out from samples by who asks. So it
 * may be late, run twice, or die anywhere.
 */
final class UsageRollups {

  private static final Logger LOG = Logger.getLogger(UsageRollups.class);

  /** How long a pass goes on behind one drain. */
  private static final long SLICE_MS = 200;

  /** After something was in the way, a cluster's next pass is so much later. */
  private static final long PAUSE_MS = Duration.ofMinutes(1).toMillis();

  private static final int HOSTS_A_PAGE = 4;

  private final Kv kv;
  private final Keyspace keys;
  private final InstantSource clock;
  private final HostRollup hosts;
  private final Map<String, Pass> passes = new ConcurrentHashMap<>();

  UsageRollups(DrainContext context) {
    this.kv = context.kv();
    this.keys = context.keys();
    this.clock = context.clock();
    this.hosts = new HostRollup(context);
  }

  /** A pass over the hosts of a cluster. */
  private static final class Pass {
    private long closedMs;
    private long endedMs;
    private long pausedUntilMs;
    private boolean complete;

    /** What is left of the hosts; null when no pass runs. */
    private Range rest;
  }

  /**
   * Goes on with a pass, or begins one, if there may be hours that are over since the last.
   *
   * @param storedMs newest sample that was just stored, epoch milliseconds; 0 for none
   */
  void run(String cluster, long storedMs) {
    Pass pass = passes.computeIfAbsent(cluster, first -> new Pass());
    synchronized (pass) {
      try {
        run(cluster, storedMs, pass);
      } catch (KvException | UnreadableException e) {
        LOG.warnf("usage of %s is kept later: %s", cluster, e.getMessage());
        pass.pausedUntilMs = clock.millis() + PAUSE_MS;
      } catch (NewerFormatException e) {
        LOG.warnf("usage of %s is kept by a newer release: %s", cluster, e.getMessage());
        pass.pausedUntilMs = clock.millis() + PAUSE_MS;
      }
    }
  }

  private void run(String cluster, long storedMs, Pass pass) {
    if (clock.millis() < pass.pausedUntilMs) {
      return;
    }
    long closedMs = UsageHours.closedBefore(Math.min(storedMs, clock.millis()));
    if (pass.rest == null) {
      boolean again = !pass.complete || clock.millis() - pass.endedMs >= UsageHours.HOUR_MS;
      if (storedMs == 0 || (closedMs <= pass.closedMs && !again)) {
        return;
      }
      pass.closedMs = closedMs;
      pass.complete = true;
      pass.rest = Range.prefix(keys.latest(cluster)).limit(HOSTS_A_PAGE);
    }
    long removedMs = removedMs(cluster);
    long endMs = clock.millis() + SLICE_MS;
    do {
      Page page = KvFutures.await(kv.range(pass.rest));
      for (Entry host : page.entries()) {
        pass.complete &= keep(cluster, host, removedMs);
      }
      List<Entry> read = page.entries();
      pass.rest = page.more() ? pass.rest.after(read.get(read.size() - 1).key()) : null;
    } while (pass.rest != null && clock.millis() < endMs);
    if (pass.rest == null) {
      pass.endedMs = clock.millis();
      pass.pausedUntilMs = pass.complete ? 0 : pass.endedMs + PAUSE_MS;
    }
  }

  private long removedMs(String cluster) {
    return StoredTimes.removedBeforeMs(KvFutures.await(kv.range(Range.key(keys.expired(cluster)))));
  }

  private boolean keep(String cluster, Entry host, long removedMs) {
    try {
      return hosts.keep(cluster, host, removedMs);
    } catch (UnreadableException | InvalidInputException e) {
      LOG.warnf("usage passes over %s: %s", host.key(), e.getMessage());
      return true;
    }
  }
}
