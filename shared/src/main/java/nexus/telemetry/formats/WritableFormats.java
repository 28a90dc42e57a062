package nexus.telemetry.formats;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import org.jboss.logging.Logger;

/**
 * The versions that writers write. Before the first write it asks etcd, and nothing is written
 * until that has answered; later it asks again at most once in {@value #FRESH_MS} ms, beside the
 * writers.
 *
 * <p>What may be written is only ever raised. So what was known before is always allowed: writers
 * go on with that while etcd does not answer. What is not known at all is never guessed: in the
 * forms of release 1.0 series that labels tell apart are one, and samples would be lost.
 *
 * <p>What cannot be read is put anew, raised to all that this release can write; what a newer
 * release says in a form of its own counts as that, too, and stays. Where an older release runs as
 * well, it waits for what it does not read.
 */
public final class WritableFormats {

  private static final Logger LOG = Logger.getLogger(WritableFormats.class);
  private static final long FRESH_MS = 5_000;

  private final Kv kv;
  private final Keyspace keys;
  private final InstantSource clock;

  /** Null until etcd has told. */
  private FormatVersions known;

  private CompletableFuture<Optional<FormatVersions>> asked;
  private long askedAtMs;

  public WritableFormats(Kv kv, Keyspace keys, InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The versions to write now.
   *
   * @throws KvException when none is known yet and etcd does not tell; ask again
   */
  public FormatVersions now() {
    CompletableFuture<Optional<FormatVersions>> first;
    synchronized (this) {
      if (known != null) {
        return fresh();
      }
      if (asked == null || asked.isCompletedExceptionally()) {
        ask(clock.millis(), this::first);
      }
      first = asked;
    }
    FormatVersions told = KvFutures.await(first).orElse(FormatVersions.FIRST);
    synchronized (this) {
      known = known == null ? told : known;
      return known;
    }
  }

  private synchronized FormatVersions fresh() {
    long nowMs = clock.millis();
    if (asked.isDone() && Math.abs(nowMs - askedAtMs) >= FRESH_MS) {
      take();
      FormatVersions before = known;
      ask(nowMs, () -> kv.range(Range.key(keys.formats())).thenCompose(page -> told(page, before)));
    }
    return known;
  }

  private void ask(long nowMs, Supplier<CompletableFuture<Optional<FormatVersions>>> question) {
    askedAtMs = nowMs;
    try {
      asked = question.get();
    } catch (KvException e) {
      asked = CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Optional<FormatVersions>> told(Page formats, FormatVersions before) {
    if (formats.entries().isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Entry entry = formats.entries().get(0);
    try {
      return CompletableFuture.completedFuture(Optional.of(FormatVersions.decode(entry.value())));
    } catch (UnreadableException e) {
      LOG.warnf("%s is put anew, raised: %s", entry.key(), e.getMessage());
      return putAnew(entry, before.raised());
    } catch (NewerFormatException e) {
      LOG.warnf("%s counts as raised: %s", entry.key(), e.getMessage());
      return CompletableFuture.completedFuture(Optional.of(before.raised()));
    }
  }

  /** Puts versions in the place of what cannot be read, unless somebody else has. */
  private CompletableFuture<Optional<FormatVersions>> putAnew(Entry damaged, FormatVersions anew) {
    Compare unchanged = Compare.unchanged(damaged.key(), damaged.modRevision());
    return kv.txn(Txn.when(List.of(unchanged), List.of(Op.put(damaged.key(), anew.encode()))))
        .handle((done, failed) -> Optional.of(anew));
  }

  /**
   * What may be written; of a store that holds neither a block nor a message, all that this release
   * writes, as there is none that an older one would have to read.
   */
  private CompletableFuture<Optional<FormatVersions>> first() {
    List<Op> gets =
        List.of(
            Op.get(Range.key(keys.formats())),
            Op.get(Range.prefix(keys.queues()).keysOnly().limit(1)),
            Op.get(Range.prefix(Keyspace.clusters()).keysOnly().limit(1)));
    return kv.txn(Txn.always(gets))
        .thenCompose(
            read ->
                read.pages().stream().allMatch(page -> page.entries().isEmpty())
                    ? begin()
                    : told(read.pages().get(0), FormatVersions.FIRST));
  }

  private CompletableFuture<Optional<FormatVersions>> begin() {
    FormatVersions newest = FormatVersions.FIRST.raised();
    Txn put =
        new Txn(
            List.of(Compare.absent(keys.formats())),
            List.of(Op.put(keys.formats(), newest.encode())),
            List.of(Op.get(Range.key(keys.formats()))));
    return kv.txn(put)
        .thenCompose(
            done ->
                done.succeeded()
                    ? CompletableFuture.completedFuture(Optional.of(newest))
                    : told(done.pages().get(0), FormatVersions.FIRST));
  }

  /** Takes what etcd has told since; where it has not, what was known stays. */
  private void take() {
    try {
      asked.getNow(Optional.empty()).ifPresent(versions -> known = versions);
    } catch (CompletionException e) {
      LOG.debugf("which formats may be written is not told: %s", e.getMessage());
    }
  }
}
