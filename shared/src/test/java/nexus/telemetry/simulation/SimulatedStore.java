package nexus.telemetry.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.kv.memory.InMemoryKv;

/**
 * The store of one simulation: the twin in memory, what was put into the queue, and what is wrong.
 */
final class SimulatedStore {

  private final InMemoryKv kv;
  private final Commits commits;
  private final String queues;
  private final String published;
  private final List<List<Entry>> puts = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long compacted;

  SimulatedStore(SimulatedTime time, Keyspace keys) {
    this.kv = new InMemoryKv(time);
    this.commits = new Commits(this, keys);
    this.queues = keys.queues();
    this.published = keys.published();
  }

  InMemoryKv kv() {
    return kv;
  }

  /** Applies a transaction, and looks whether it was right to. */
  CompletableFuture<TxnResult> txn(String who, Txn txn) {
    Runnable check = commits.before(who, txn);
    CompletableFuture<TxnResult> result = kv.txn(txn);
    if (!result.isCompletedExceptionally() && result.join().succeeded()) {
      keepPuts(txn, result.join().revision());
      check.run();
    }
    return result;
  }

  private void keepPuts(Txn txn, long revision) {
    List<Entry> entries = new ArrayList<>();
    for (Op op : txn.then()) {
      if (op instanceof Op.Put put && isWatched(put.key())) {
        entries.addAll(read(Range.key(put.key()).at(revision)));
      }
    }
    if (!entries.isEmpty()) {
      puts.add(entries);
    }
  }

  private boolean isWatched(String key) {
    return key.startsWith(queues) || key.equals(published);
  }

  /** What was put into the queue, a list a transaction. */
  List<List<Entry>> puts() {
    return puts;
  }

  /** Place in {@link #puts} of the first that came after a revision. */
  int putsAfter(long revision) {
    int place = puts.size();
    while (place > 0 && puts.get(place - 1).get(0).modRevision() > revision) {
      place--;
    }
    return place;
  }

  List<Entry> read(Range range) {
    return KvFutures.await(kv.range(range)).entries();
  }

  long revision() {
    return KvFutures.await(kv.status()).revision();
  }

  /** Forgets what was before some revision. */
  void compact(SplittableRandom random) {
    long revision = revision();
    if (revision > compacted + 1) {
      compacted = random.nextLong(compacted + 1, revision + 1);
      kv.compact(compacted);
    }
  }

  /** Something that must not be. */
  void problem(String what) {
    problems.add(what);
  }

  List<String> problems() {
    return problems;
  }
}
