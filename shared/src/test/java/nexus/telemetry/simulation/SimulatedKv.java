package nexus.telemetry.simulation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.Status;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.kv.memory.FaultyKv.Crash;

/** One process's client of the simulated store. Its calls are under way until the schedule says. */
final class SimulatedKv implements Kv {

  private final Schedule schedule;
  private final SimulatedStore store;
  private final SimulatedTime time;
  private final String name;
  private final int number;
  private final Worker worker;
  private boolean dead;

  /**
   * @param name the process's, which no other one has
   */
  SimulatedKv(
      Schedule schedule, SimulatedStore store, SimulatedTime time, String name, int number) {
    this.schedule = schedule;
    this.store = store;
    this.time = time;
    this.name = name;
    this.number = number;
    this.worker = schedule.current();
  }

  /** Nothing is sent by a process that has died, nor by one that is to die at its next call. */
  private void checkAlive() {
    if (isDying()) {
      throw new Crash("of " + name);
    }
  }

  String name() {
    return name;
  }

  int number() {
    return number;
  }

  /** Whether its process died, or is to. */
  boolean isDying() {
    return dead || worker.doomed();
  }

  /** Whether its process died. */
  boolean isDead() {
    return dead;
  }

  void die() {
    dead = true;
  }

  private <T> CompletableFuture<T> send(Object what, Supplier<CompletableFuture<T>> call) {
    checkAlive();
    Call<T> answer = new Call<>(schedule);
    schedule.add(new Request<>(this, what, call, answer));
    return answer;
  }

  @Override
  public CompletableFuture<Page> range(Range range) {
    return send(range, () -> store.kv().range(range));
  }

  @Override
  public CompletableFuture<TxnResult> txn(Txn txn) {
    return send(txn, () -> store.txn(name, txn));
  }

  @Override
  public CompletableFuture<Long> grantLease(long ttlSeconds) {
    return send("grant " + ttlSeconds + " s", () -> store.kv().grantLease(ttlSeconds));
  }

  @Override
  public CompletableFuture<Void> revokeLease(long leaseId) {
    return send("revoke " + leaseId, () -> store.kv().revokeLease(leaseId));
  }

  @Override
  public CompletableFuture<Status> status() {
    return send("status", () -> store.kv().status());
  }

  @Override
  public Watch watch(
      String from,
      String toExclusive,
      long revision,
      Consumer<Long> onChange,
      Consumer<KvException> onEnd) {
    return watchPuts(from, toExclusive, revision, puts -> onChange.accept(puts.revision()), onEnd);
  }

  @Override
  public Watch watchPuts(
      String from,
      String toExclusive,
      long revision,
      Consumer<Puts> onPuts,
      Consumer<KvException> onEnd) {
    checkAlive();
    SimulatedWatch watch =
        new SimulatedWatch(this, store, from, toExclusive, revision, onPuts, onEnd);
    schedule.add(watch);
    return watch;
  }

  @Override
  public Retry retry(int attempts, Duration total) {
    return new Retry(attempts, Duration.ZERO, total, time, pause -> schedule.sleep());
  }

  @Override
  public void close() {}
}
