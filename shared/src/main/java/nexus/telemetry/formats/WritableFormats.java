package nexus.telemetry.formats;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import org.jboss.logging.Logger;

/**
 * The versions that writers write. Before the first write it asks etcd and waits, but not for long;
 * later it asks again at most once in {@value #FRESH_MS} ms, beside the writers.
 *
 * <p>What may be written is only ever raised. So what was known before, and what release 1.0 wrote
 * where nothing is known, is always allowed: writers go on with that while etcd does not answer,
 * and where what may be written is said in a form that this release does not know.
 *
 * <p>What cannot be read is put anew, raised to all that this release can write. Less would be
 * wrong: in the forms of release 1.0 series that labels tell apart are one, and samples would be
 * lost. Where an older release runs as well, it waits for what it does not read.
 */
public final class WritableFormats {

  private static final Logger LOG = Logger.getLogger(WritableFormats.class);
  private static final long FRESH_MS = 5_000;
  private static final long PATIENCE_MS = 2_000;

  private final Kv kv;
  private final Keyspace keys;
  private final InstantSource clock;
  private FormatVersions known = FormatVersions.FIRST;
  private CompletableFuture<Optional<FormatVersions>> asked;
  private long askedAtMs;

  public WritableFormats(Kv kv, Keyspace keys, InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.clock = clock;
  }

  /** The versions to write now. */
  public synchronized FormatVersions now() {
    long nowMs = clock.millis();
    if (asked == null) {
      ask(nowMs, this::first);
      take(PATIENCE_MS);
    } else if (asked.isDone() && Math.abs(nowMs - askedAtMs) >= FRESH_MS) {
      take(0);
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

  private void take(long patienceMs) {
    try {
      asked.get(patienceMs, TimeUnit.MILLISECONDS).ifPresent(versions -> known = versions);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      if (e.getCause() instanceof NewerFormatException) {
        LOG.warnf("formats are written as before, %s: %s", keys.formats(), e.getMessage());
      } else {
        LOG.debugf("which formats may be written is not known: %s", e.getMessage());
      }
    }
  }
}
