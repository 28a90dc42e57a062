package nexus.telemetry.formats;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
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
 */
public final class WritableFormats {

  private static final Logger LOG = Logger.getLogger(WritableFormats.class);
  private static final long FRESH_MS = 5_000;
  private static final long PATIENCE_MS = 2_000;

  private final Kv kv;
  private final Keyspace keys;
  private final InstantSource clock;
  private FormatVersions known = FormatVersions.FIRST;
  private CompletableFuture<Page> asked;
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
      ask(nowMs);
      take(PATIENCE_MS);
    } else if (asked.isDone() && Math.abs(nowMs - askedAtMs) >= FRESH_MS) {
      take(0);
      ask(nowMs);
    }
    return known;
  }

  private void ask(long nowMs) {
    askedAtMs = nowMs;
    try {
      asked = kv.range(Range.key(keys.formats()));
    } catch (KvException e) {
      asked = CompletableFuture.failedFuture(e);
    }
  }

  private void take(long patienceMs) {
    try {
      asked.get(patienceMs, TimeUnit.MILLISECONDS).entries().stream()
          .findFirst()
          .ifPresent(entry -> known = FormatVersions.decode(entry.value()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debugf("which formats may be written is not known: %s", e.getMessage());
    } catch (UnreadableException | NewerFormatException e) {
      LOG.warnf("formats are written as before, %s: %s", keys.formats(), e.getMessage());
    }
  }
}
