package nexus.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;

/** Watches how long messages wait to be stored, by looking at the queue five times a second. */
final class Waits implements AutoCloseable {

  private static final long INTERVAL_MS = 200;
  private static final long MOST = 20_000;

  private final Kv kv;
  private final String prefix;
  private final Map<String, Long> seen = new HashMap<>();
  private final Thread thread = new Thread(this::run, "waits");
  private volatile long longestMs;

  Waits(Kv kv, Keyspace keys, String cluster) {
    this.kv = kv;
    this.prefix = keys.queue(cluster);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(INTERVAL_MS);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Page page = KvFutures.await(kv.range(Range.prefix(prefix).limit(MOST).keysOnly()));
      long now = System.nanoTime();
      Set<String> waiting = new HashSet<>();
      for (Entry entry : page.entries()) {
        waiting.add(entry.key());
        long waited = now - seen.computeIfAbsent(entry.key(), unused -> now);
        longestMs = Math.max(longestMs, waited / 1_000_000);
      }
      seen.keySet().retainAll(waiting);
    } catch (KvException away) {
      // What waits goes on waiting; the next look counts it.
    }
  }

  /** The longest time that a message waited, milliseconds. */
  long longestMs() {
    return longestMs;
  }

  /** Begins to look for the longest time anew. */
  void reset() {
    longestMs = 0;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
