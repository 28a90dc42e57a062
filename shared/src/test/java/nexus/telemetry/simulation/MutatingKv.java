package nexus.telemetry.simulation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.Status;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/** Hands every call on as it is. A planted bug hands on something else. */
class MutatingKv implements Kv {

  final Kv kv;

  MutatingKv(Kv kv) {
    this.kv = kv;
  }

  @Override
  public CompletableFuture<Page> range(Range range) {
    return kv.range(range);
  }

  @Override
  public CompletableFuture<TxnResult> txn(Txn txn) {
    return kv.txn(txn);
  }

  @Override
  public CompletableFuture<Long> grantLease(long ttlSeconds) {
    return kv.grantLease(ttlSeconds);
  }

  @Override
  public CompletableFuture<Void> revokeLease(long leaseId) {
    return kv.revokeLease(leaseId);
  }

  @Override
  public Watch watch(
      String from,
      String toExclusive,
      long revision,
      Consumer<Long> onChange,
      Consumer<KvException> onEnd) {
    return kv.watch(from, toExclusive, revision, onChange, onEnd);
  }

  @Override
  public Watch watchPuts(
      String from,
      String toExclusive,
      long revision,
      Consumer<Puts> onPuts,
      Consumer<KvException> onEnd) {
    return kv.watchPuts(from, toExclusive, revision, onPuts, onEnd);
  }

  @Override
  public CompletableFuture<Status> status() {
    return kv.status();
  }

  @Override
  public Retry retry(int attempts, Duration total) {
    return kv.retry(attempts, total);
  }

  @Override
  public void close() {
    kv.close();
  }
}
