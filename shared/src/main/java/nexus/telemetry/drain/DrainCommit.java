package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.StoreCommit;

/**
 * One commit of a drain: the one transaction that stores samples <em>and</em> acknowledges the
 * messages that carried them.
 *
 * <pre>
 * if    the claim is still mine                    fence: a paused drainer commits nothing
 *   and every message is as it was read            nothing is acknowledged that was not stored
 *   and every block, fact and newest value is too  nothing another writer stored is undone
 *   and the counters are                           they count each sample once
 * then  put blocks, facts, newest values, counters
 *       delete the messages
 * </pre>
 */
final class DrainCommit {

  private final StoreCommit store;
  private final List<Compare> conditions = new ArrayList<>();
  private final List<Op> ops = new ArrayList<>();
  private int messages;
  private int samples;

  DrainCommit(StoreCommit store) {
    this.store = store;
  }

  StoreCommit store() {
    return store;
  }

  /** Messages this commit acknowledges. */
  int messages() {
    return messages;
  }

  /** Samples this commit stores. */
  int samples() {
    return samples;
  }

  /** Acknowledges a message all of whose samples this commit stores. */
  void acknowledge(PendingMessage message) {
    conditions.add(unchanged(message.entry()));
    ops.add(Op.delete(message.entry().key()));
    messages++;
    samples += message.samples().size();
  }

  /** Forgets the failed attempts at a message. */
  void forgetAttempts(String attemptsKey) {
    ops.add(Op.delete(attemptsKey));
  }

  /**
   * Leaves, of a message too large for one commit, the samples that this commit does not store,
   * under a key that says when the whole was published.
   *
   * <p>Losing interleaving, were the rest put under the same key: a correction is published after
   * the message; the drainer dies between two parts; the next one takes the rest, put last, for the
   * later of both.
   */
  void shorten(PendingMessage message, String restKey, byte[] rest, int restSamples) {
    Entry whole = message.entry();
    conditions.add(unchanged(whole));
    if (!restKey.equals(whole.key())) {
      ops.add(Op.delete(whole.key()));
    }
    ops.add(Op.put(restKey, rest, whole.leaseId()));
    samples += message.samples().size() - restSamples;
  }

  Txn transaction(Compare fence, String counterKey, long counterRevision, DrainCounters counters) {
    List<Compare> all = new ArrayList<>();
    all.add(fence);
    all.add(Compare.unchanged(counterKey, counterRevision));
    all.addAll(conditions);
    all.addAll(store.conditions());
    List<Op> then = new ArrayList<>(store.ops());
    then.add(Op.put(counterKey, counters.encode()));
    then.addAll(ops);
    return Txn.when(all, then);
  }

  private static Compare unchanged(Entry entry) {
    return Compare.unchanged(entry.key(), entry.modRevision());
  }
}
