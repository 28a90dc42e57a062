package nexus.telemetry.drain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv.Puts;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.queue.QueueSnapshot;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;

/**
 * What waits in the queue as a watch tells it, so that a drainer that runs all the time need not
 * list: etcd walks, for each listing, over every message that was removed since its last
 * compaction.
 *
 * <pre>
 * from      all puts after this revision are told     begin, or when something was not kept
 * told      all puts up to this revision were told    each put moves it on
 * counted   transactions that put messages, up to     version of {@link Keyspace#published}
 *           a revision: the next one is one more
 * clean     at this revision nothing waited; 0: not known, so that the next drain must list
 *           but what is left
 * left      what waited then, as only a newer release can store it, by key
 * pending   what was put since, by key
 * </pre>
 *
 * <p>When {@code from ≤ clean}, nothing waits at {@code told} but what is left and pending. So what
 * is taken is as good as a listing at {@code told}. Losing interleaving without that: a message is
 * put; the watch breaks and begins again behind it; a later one is put, taken and stored; and the
 * earlier one, found by the next listing, undoes it.
 *
 * <p>A watch that loses a put, which etcd does not unless it is at fault, is found out by the next
 * one that it tells of, and then the queue is listed. So what was put later is never taken without
 * it. Losing interleaving without that: a message is lost; a later one, which corrects it, is taken
 * and stored; and the earlier one, found by the next listing, undoes it.
 *
 * <p>Thread-safe: one thread tells, one other drains.
 */
public final class DrainFeed {

  private static final int MOST_MESSAGES = 4_000;
  private static final long MOST_BYTES = DrainMemory.ofThisProcess().feedBytes();

  private final Keyspace keys;
  private final Predicate<Entry> wanted;
  private final TreeMap<String, Entry> left = new TreeMap<>();
  private final TreeMap<String, Entry> pending = new TreeMap<>();
  private long bytes;
  private long from = Long.MAX_VALUE;
  private long told;
  private long clean;
  private long counted;
  private long countedAt;
  private boolean distrusted;

  /**
   * @param partitions tells by two digits which partitions are drained here
   */
  public DrainFeed(Keyspace keys, Predicate<String> partitions) {
    this.keys = keys;
    this.wanted =
        entry ->
            keys.clusterOf(entry.key())
                .flatMap(cluster -> keys.partitionOf(cluster, entry.key()))
                .map(partitions::test)
                .orElse(true);
  }

  /** What a watch is to begin with, and after whose revision it tells of every put. */
  public Range first() {
    return Range.key(keys.published());
  }

  /**
   * A watch begins.
   *
   * @param first what {@link #first} found
   */
  public synchronized void begin(Page first) {
    told = first.revision();
    counted = first.entries().stream().mapToLong(Entry::version).findFirst().orElse(0);
    countedAt = told;
    forget();
  }

  /** The watch ended. */
  public synchronized void end() {
    forget();
    from = Long.MAX_VALUE;
  }

  /** Makes the next {@link #take} answer that nothing is known, whatever is settled until then. */
  public synchronized void distrust() {
    distrusted = true;
  }

  /** The watch told of puts. */
  public synchronized void put(Puts puts) {
    told = Math.max(told, puts.revision());
    if (puts.entries().isEmpty()) {
      forget();
    }
    puts.entries().ifPresent(this::keep);
  }

  private void keep(List<Entry> entries) {
    boolean lost = false;
    for (Entry entry : entries) {
      if (entry.key().equals(keys.published())) {
        lost |= !follows(entry);
      } else if (entry.key().startsWith(keys.queues()) && wanted.test(entry)) {
        Entry before = pending.put(entry.key(), entry);
        bytes += entry.value().length - (before == null ? 0 : before.value().length);
      }
    }
    if (lost || pending.size() > MOST_MESSAGES || bytes > MOST_BYTES) {
      forget();
    }
  }

  /** Whether all that was put before was told; a watch may tell again what it told. */
  private boolean follows(Entry published) {
    if (published.modRevision() <= countedAt) {
      return true;
    }
    boolean next = published.version() == counted + 1;
    counted = published.version();
    countedAt = published.modRevision();
    return next;
  }

  private void forget() {
    clear();
    clean = 0;
    from = told;
  }

  private void clear() {
    left.clear();
    pending.clear();
    bytes = 0;
  }

  /**
   * Takes what waits; empty when that is not known, so that it must be listed.
   *
   * <p>Until {@link #settled} it is not known again.
   */
  synchronized Optional<QueueSnapshot> take() {
    if (distrusted || clean == 0 || clean < from) {
      distrusted = false;
      clean = 0;
      return Optional.empty();
    }
    TreeMap<String, Entry> all = new TreeMap<>(left);
    all.putAll(pending);
    QueueSnapshot.Notes notes = new QueueSnapshot.Notes(keys);
    all.values().forEach(notes::add);
    QueueSnapshot waiting = notes.whole(told).with(Map.copyOf(pending));
    clear();
    clean = 0;
    return Optional.of(waiting);
  }

  /**
   * All that waited, as it was taken or listed, is stored or set aside.
   *
   * @param still what of it waits for a newer release instead
   */
  synchronized void settled(QueueSnapshot waiting, List<QueuedMessage> still) {
    if (waiting.whole() && still.size() <= MOST_MESSAGES) {
      still.forEach(message -> left.put(message.key(), message.entry()));
      clean = waiting.revision();
      pending.values().removeIf(entry -> entry.modRevision() <= clean);
      bytes = pending.values().stream().mapToLong(entry -> entry.value().length).sum();
    }
  }
}
