package nexus.telemetry.simulation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The answer to a call of the store. Who waits for it lets others go on meanwhile, and goes on
 * itself when the schedule says so.
 */
final class Call<T> extends CompletableFuture<T> {

  private final Schedule schedule;

  Call(Schedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    schedule.await(this);
    return super.get();
  }

  /** Patience does not end: what takes too long fails by itself. */
  @Override
  public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException {
    return get();
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new Call<>(schedule);
  }
}
