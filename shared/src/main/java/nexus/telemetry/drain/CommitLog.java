package nexus.telemetry.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.telemetry.drain.Group.PendingMessage;
import nexus.telemetry.drain.PartitionKnowledge.Drained;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.model.Partition;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.queue.Claims.Claim;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.queue.MessageCodec.Message;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.StoreCommit;
import nexus.telemetry.store.StoreView;

/**
 * The commits of one partition under one claim, one after the other, and what they have stored.
 *
 * <p>Each commit is conditional on the counters' revision and moves it on. So at most one of two
 * commits worked out from the same state is applied: a commit whose outcome is unknown is safe to
 * repeat, and reading the counters' revision back tells whether it was applied.
 */
final class CommitLog {

  private static final int ATTEMPTS = 4;

  private final DrainContext context;
  private final String cluster;
  private final Claim claim;
  private final String counterKey;
  private final Kv kv;

  /** What an earlier drain left; used once, so that a conflict has everything read anew. */
  private StoreView known;

  private StoreView view = new StoreView();
  private DrainCounters counters = DrainCounters.ZERO;
  private long counterRevision;
  private DrainCounters stored = DrainCounters.ZERO;
  private long messages;
  private long samples;

  /** The claim ended, so that nothing more may be written. */
  static final class ClaimLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClaimLostException(String message) {
      super(message);
    }
  }

  /** Something this commit was worked out from has changed: work it out anew. */
  static final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  CommitLog(DrainContext context, Partition partition, Claim claim) {
    this.known = context.views().take(partition);
    this.context = context;
    this.kv = context.kv();
    this.cluster = partition.cluster();
    this.claim = claim;
    this.counterKey = context.keys().drainCounter(partition.cluster(), partition.number());
  }

  /** How the next drain under the same claim may go on. */
  Drained drained() {
    return new Drained(claim, counters, counterRevision);
  }

  /**
   * Begins with what the last drain of this process knew of the store; the second time, with
   * nothing.
   */
  void takeView() {
    view = known == null ? new StoreView() : known;
    known = null;
  }

  /**
   * Counts on from counters as they stand.
   *
   * @param standing what was stored so far
   * @param committedAt revision of the partition's newest commit; 0 when there is none
   */
  void countFrom(DrainCounters standing, long committedAt) {
    counters = standing;
    counterRevision = committedAt;
  }

  StoreView view() {
    return view;
  }

  /**
   * Takes what cannot be read for empty, as {@link StoreView#replace} does.
   *
   * @throws nexus.telemetry.model.NewerFormatException when that needs something of a newer version
   */
  void replace(UnreadableException damaged) {
    view.replace(damaged, context.loader(cluster)::numbersOf);
  }

  /** A message as it is put back. */
  byte[] encode(Message message) {
    return MessageCodec.encode(message, context.formats().now().of(StoredFormat.MESSAGE));
  }

  String publishedKey() {
    return context.keys().published();
  }

  DrainCommit begin() {
    return new DrainCommit(
        new StoreCommit(
            context.keys(),
            cluster,
            context.options().blockSpanMs(),
            view,
            context.formats().now(),
            context.options().incidents(),
            context.clock().millis()));
  }

  /**
   * Applies a commit.
   *
   * @return the revision it was applied at
   * @throws ClaimLostException when the claim ended
   * @throws ConflictException when something it was worked out from has changed
   * @throws KvException when etcd failed; the messages that were not acknowledged still wait
   */
  long commit(DrainCommit commit) {
    DrainCounters after = counters.plus(commit.store().counters());
    Txn txn = commit.transaction(claim.fence(), counterKey, counterRevision, after);
    long revision = apply(txn);
    commit.store().committed(revision);
    counters = after;
    counterRevision = revision;
    stored = stored.plus(commit.store().counters());
    messages += commit.messages();
    samples += commit.samples();
    return revision;
  }

  private long apply(Txn txn) {
    KvException unknown = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        TxnResult result = KvFutures.await(kv.txn(txn));
        if (result.succeeded()) {
          return result.revision();
        }
        long revision = counterRevisionUnderMyClaim();
        if (unknown == null || revision == counterRevision) {
          throw new ConflictException();
        }
        return revision;
      } catch (KvException e) {
        if (e.kind() != KvException.Kind.TIMEOUT && e.kind() != KvException.Kind.UNAVAILABLE) {
          throw e;
        }
        unknown = e;
      }
      long revision = counterRevisionUnderMyClaim();
      if (revision != counterRevision) {
        return revision;
      }
    }
    throw unknown;
  }

  /**
   * Finds out what became of a commit whose answer was lost. Nobody else moves the counters on
   * while the claim is mine, and both are read at one revision. So counters that moved on mean that
   * an earlier attempt of mine was applied.
   *
   * <p>Losing interleaving without this: the commit is applied, its answer lost, its repeat refused
   * because the messages are gone; and the drain takes its own success for somebody else's.
   */
  private long counterRevisionUnderMyClaim() {
    Txn both = Txn.always(List.of(Op.get(Range.key(claim.key())), Op.get(Range.key(counterKey))));
    List<Page> pages = retry().ofRepeatable(() -> kv.txn(both)).pages();
    boolean mine =
        pages.get(0).entries().stream()
            .anyMatch(found -> found.createRevision() == claim.createRevision());
    if (!mine) {
      throw new ClaimLostException(claim.key() + " is no longer held");
    }
    return pages.get(1).entries().stream().mapToLong(Entry::modRevision).findFirst().orElse(0);
  }

  /** What was stored so far. */
  DrainCounters stored() {
    return stored;
  }

  long messages() {
    return messages;
  }

  long samples() {
    return samples;
  }

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
  static final class DrainCommit {

    /** Operations that it takes to put a rest back, besides those of the message itself. */
    static final int MORE_TO_SHORTEN = 2;

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
      samples += message.size();
    }

    /** Forgets the failed attempts at a message. */
    void forgetAttempts(String attemptsKey) {
      ops.add(Op.delete(attemptsKey));
    }

    /**
     * Puts back the samples that this commit does not store, where a message is too large for one
     * commit. Their key says when the whole message was published.
     *
     * <p>Losing interleaving, were the rest put under the same key: a correction is published after
     * the message; the drainer dies between two parts; the next one takes the rest, put last, for
     * the later of both.
     */
    void shorten(
        PendingMessage message, String restKey, byte[] rest, int restSamples, String publishedKey) {
      Entry whole = message.entry();
      conditions.add(unchanged(whole));
      if (!restKey.equals(whole.key())) {
        ops.add(Op.delete(whole.key()));
      }
      ops.add(Op.put(restKey, rest, whole.leaseId()));
      ops.add(Op.put(publishedKey, new byte[0]));
      samples += message.samples().size() - restSamples;
    }

    /**
     * Puts messages of each GPU in the place of one of several. Their keys say when that was
     * published, so that they are applied in its place.
     *
     * @param parts what to put, by key
     * @param publishedKey key whose version counts how often messages were put
     */
    void takeApart(PendingMessage message, Map<String, byte[]> parts, String publishedKey) {
      Entry whole = message.entry();
      conditions.add(unchanged(whole));
      ops.add(Op.delete(whole.key()));
      parts.forEach((key, bytes) -> ops.add(Op.put(key, bytes, whole.leaseId())));
      ops.add(Op.put(publishedKey, new byte[0]));
    }

    Txn transaction(
        Compare fence, String counterKey, long counterRevision, DrainCounters counters) {
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

  /**
   * Asked for at each use: who makes this must not use the store yet, as it may be frozen first.
   */
  private Retry retry() {
    return kv.retry(4, Duration.ofSeconds(10));
  }
}
