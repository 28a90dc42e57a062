package nexus.telemetry.kv.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Status;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/**
 * A {@link Kv} that fails on demand: a hook is told before and after every range, transaction and
 * lease grant that succeeds, and whatever it throws is what the caller gets.
 *
 * <ul>
 *   <li>A {@link KvException} thrown before: the call fails and etcd never saw it.
 *   <li>A {@link KvException} thrown after: the call was applied, but its answer is lost.
 *   <li>A {@link Crash}, or any other error: the caller's process ends there. The call itself
 *       throws it, so nothing that the caller would have done next happens. A test then goes on
 *       with new objects over the same store.
 * </ul>
 *
 * <p>Calls wait for their answer, so that steps come one after the other.
 */
public final class FaultyKv implements Kv {

  private final Kv kv;
  private final AtomicReference<Consumer<Step>> hook = new AtomicReference<>(FaultyKv::noFault);

  /** Stands for the end of the process; no code under test should survive it. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    public Crash(String where) {
      super("crashed " + where);
    }
  }

  /** Whether etcd has done the call yet. */
  public enum When {
    BEFORE,
    AFTER
  }

  /**
   * A moment at which a fault may strike.
   *
   * @param when before or after etcd did it
   * @param request a {@link Range}, a {@link Txn}, or a {@link Long}: the TTL of a lease
   */
  public record Step(When when, Object request) {

    /** Whether this is a transaction, at that moment. */
    public boolean isTxn(When moment) {
      return when == moment && request instanceof Txn;
    }
  }

  public FaultyKv(Kv kv) {
    this.kv = kv;
  }

  /** Sets what is told of every step from now on; it throws to make that step fail. */
  public void onStep(Consumer<Step> newHook) {
    hook.set(newHook);
  }

  /** No faults from now on. */
  public void heal() {
    hook.set(FaultyKv::noFault);
  }

  private static void noFault(Step step) {}

  /** A hook that throws {@code fault} once, at the {@code n}th step (from 1), whatever it is. */
  public static Consumer<Step> atStep(int n, Supplier<? extends Throwable> fault) {
    var left = new AtomicInteger(n);
    return step -> {
      if (left.decrementAndGet() == 0) {
        sneak(fault.get());
      }
    };
  }

  @Override
  public CompletableFuture<Page> range(Range range) {
    return around(range, () -> kv.range(range));
  }

  @Override
  public CompletableFuture<TxnResult> txn(Txn txn) {
    return around(txn, () -> kv.txn(txn));
  }

  @Override
  public CompletableFuture<Long> grantLease(long ttlSeconds) {
    return around(ttlSeconds, () -> kv.grantLease(ttlSeconds));
  }

  private <T> CompletableFuture<T> around(Object request, Supplier<CompletableFuture<T>> call) {
    try {
      hook.get().accept(new Step(When.BEFORE, request));
      T answer = KvFutures.await(call.get());
      hook.get().accept(new Step(When.AFTER, request));
      return CompletableFuture.completedFuture(answer);
    } catch (KvException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void sneak(Throwable fault) throws E {
    throw (E) fault;
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
  public CompletableFuture<Status> status() {
    return kv.status();
  }

  @Override
  public void close() {
    kv.close();
  }
}
