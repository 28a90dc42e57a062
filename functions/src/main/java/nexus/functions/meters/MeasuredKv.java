package nexus.functions.meters;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.Status;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/** Another {@link Kv}, whose calls are timed where that is kept. */
public final class MeasuredKv implements Kv {

  private final Kv kv;
  private final String queues;
  private final Meters meters;
  private final Deliveries deliveries;

  public MeasuredKv(Kv kv, Keyspace keys, Meters meters, Deliveries deliveries) {
    this.kv = kv;
    this.queues = keys.queues();
    this.meters = meters;
    this.deliveries = deliveries;
  }

  @Override
  public CompletableFuture<Page> range(Range range) {
    return timed("range", () -> kv.range(range));
  }

  @Override
  public CompletableFuture<TxnResult> txn(Txn txn) {
    CompletableFuture<TxnResult> answer = timed("txn", () -> kv.txn(txn));
    if (meters.isBegun() && publishes(txn)) {
      var unused =
          answer.thenAccept(
              result -> {
                if (result.succeeded()) {
                  deliveries.published(result.revision());
                }
              });
    }
    return answer;
  }

  private boolean publishes(Txn txn) {
    return !txn.then().isEmpty()
        && txn.then().get(0) instanceof Op.Put put
        && put.key().startsWith(queues);
  }

  @Override
  public CompletableFuture<Long> grantLease(long ttlSeconds) {
    return timed("lease_grant", () -> kv.grantLease(ttlSeconds));
  }

  @Override
  public CompletableFuture<Void> revokeLease(long leaseId) {
    return timed("lease_revoke", () -> kv.revokeLease(leaseId));
  }

  @Override
  public CompletableFuture<Status> status() {
    return timed("status", kv::status);
  }

  private <T> CompletableFuture<T> timed(String operation, Supplier<CompletableFuture<T>> call) {
    if (!meters.isBegun()) {
      return call.get();
    }
    long begun = System.nanoTime();
    CompletableFuture<T> answer = call.get();
    var unused =
        answer.whenComplete(
            (good, failure) -> meters.called(operation, failure, System.nanoTime() - begun));
    return answer;
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
  public Retry retry(int attempts, Duration total) {
    return kv.retry(attempts, total);
  }

  @Override
  public void close() {
    kv.close();
  }
}
