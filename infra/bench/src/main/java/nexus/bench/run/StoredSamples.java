package nexus.bench.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import nexus.local.LocalFailure;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.store.DrainCounters;

/**
 * How many new samples of a cluster are stored, as etcd tells it: by a watch on the drain's
 * counters. Each commit that stores samples and deletes their messages puts one small counter, so
 * the watch costs next to nothing, where asking all the time would cost what is measured.
 */
final class StoredSamples implements AutoCloseable {

  private final Map<String, Long> added = new HashMap<>();
  private final Kv.Watch watch;
  private KvException ended;

  /**
   * Begins to watch.
   *
   * @param counters prefix of the cluster's drain counters
   */
  StoredSamples(Kv kv, String counters) {
    Range all = Range.prefix(counters);
    Page now = KvFutures.await(kv.range(all));
    now.entries().forEach(this::count);
    this.watch =
        kv.watchPuts(
            all.from(),
            all.toExclusive(),
            now.revision(),
            puts -> puts.entries().orElseThrow().forEach(this::count),
            this::end);
  }

  private synchronized void count(Entry counter) {
    added.put(counter.key(), DrainCounters.decode(counter.value()).added());
    notifyAll();
  }

  private synchronized void end(KvException reason) {
    ended = reason;
    notifyAll();
  }

  /** New samples so far. */
  synchronized long sum() {
    return added.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns once so many are stored.
   *
   * @throws LocalFailure when they are not in time, when there are more, or when the watch ends
   */
  synchronized void await(long samples, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (sum() < samples) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (ended != null) {
        throw new LocalFailure("the watch on what is stored ended: " + ended.getMessage(), ended);
      }
      if (left <= 0) {
        throw new LocalFailure("only " + sum() + " of " + samples + " samples are stored");
      }
      wait(left);
    }
    if (sum() > samples) {
      throw new LocalFailure(sum() + " samples are stored, and not " + samples);
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
