package nexus.telemetry.kv;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Repeats calls that failed for a reason that passes, <b>when they are safe to repeat</b>: reads,
 * and transactions that change nothing when applied twice or that compare what they replace. A call
 * that timed out may have been applied, and a repeat applies it again.
 *
 * <p>Waits a random time up to a bound that doubles with each attempt ("full jitter": Brooker,
 * "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). It does not wait for room in a
 * full database: only an operator can make it.
 *
 * @param attempts most calls made, the first included
 * @param firstDelay bound of the first wait
 * @param total no wait is begun that would end later than this after the first call
 * @param clock by which {@code total} is measured
 * @param sleeper waits
 */
public record Retry(
    int attempts, Duration firstDelay, Duration total, InstantSource clock, Sleeper sleeper) {

  private static final int MOST_DOUBLINGS = 16;

  /** Not one that copies of a frozen process would share the seed of. */
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Waits for a while. */
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  /**
   * @throws IllegalArgumentException when there is no attempt or a time is negative
   */
  public Retry {
    if (attempts < 1 || firstDelay.isNegative() || total.isNegative()) {
      throw new IllegalArgumentException(
          "cannot try %d times, first wait %s, at most %s".formatted(attempts, firstDelay, total));
    }
  }

  /** Up to {@code attempts} calls within {@code total}, waiting 50 ms at first, on system time. */
  public static Retry onSystemTime(int attempts, Duration total) {
    return new Retry(
        attempts,
        Duration.ofMillis(50),
        total,
        InstantSource.system(),
        duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()));
  }

  /**
   * Calls until an answer comes, and waits for it.
   *
   * @throws KvException the last failure, when it is not one that passes or when attempts or time
   *     run out
   */
  public <T> T ofRepeatable(Supplier<CompletableFuture<T>> call) {
    Instant end = clock.instant().plus(total);
    for (int attempt = 1; ; attempt++) {
      try {
        return KvFutures.await(call.get());
      } catch (KvException failure) {
        Duration wait = wait(attempt);
        if (attempt >= attempts || !passes(failure) || clock.instant().plus(wait).isAfter(end)) {
          throw failure;
        }
        sleep(wait, failure);
      }
    }
  }

  private static boolean passes(KvException failure) {
    return failure.retryable()
        && failure.kind() != KvException.Kind.NO_SPACE
        && !Thread.currentThread().isInterrupted();
  }

  private Duration wait(int attempt) {
    long most = firstDelay.toNanos() << Math.min(attempt - 1, MOST_DOUBLINGS);
    return Duration.ofNanos(RANDOM.nextLong(most + 1));
  }

  private void sleep(Duration wait, KvException failure) {
    try {
      sleeper.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.addSuppressed(e);
      throw failure;
    }
  }
}
