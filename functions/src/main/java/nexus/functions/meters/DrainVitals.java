package nexus.functions.meters;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether the drain of this process is alive: told by the drain, asked by health and metrics.
 *
 * <p>Thread-safe.
 */
@Singleton
public final class DrainVitals {

  /** Intervals without a drain after which it stands still, where they are longer than a minute. */
  static final int INTERVALS = 5;

  private static final long LEAST_STILL_MS = 60_000;

  private final LongSupplier nanoClock;
  private long intervalMs;
  private long drainedNanos;
  private boolean begun;
  private boolean ended;

  @Inject
  public DrainVitals() {
    this(System::nanoTime);
  }

  DrainVitals(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * How the drain is.
   *
   * @param running whether its thread is there
   * @param lastDrainAgeMs milliseconds since a drain succeeded, or since the beginning
   * @param stillAfterMs age from which it stands still, milliseconds
   */
  public record State(boolean running, long lastDrainAgeMs, long stillAfterMs) {

    /** Whether it does not drain, whatever the reason. */
    public boolean standsStill() {
      return !running || lastDrainAgeMs > stillAfterMs;
    }
  }

  /** The drain begins, and drains at every interval at least. */
  public synchronized void begin(Duration interval) {
    intervalMs = interval.toMillis();
    drainedNanos = nanoClock.getAsLong();
    begun = true;
    ended = false;
  }

  /** A drain succeeded, whether or not there was anything to drain. */
  public synchronized void drained() {
    drainedNanos = nanoClock.getAsLong();
  }

  /** The drain's thread has ended. */
  public synchronized void end() {
    ended = true;
  }

  /** How it is now; empty where this process does not drain by itself. */
  public synchronized Optional<State> state() {
    if (!begun) {
      return Optional.empty();
    }
    long ageMs = Duration.ofNanos(nanoClock.getAsLong() - drainedNanos).toMillis();
    long stillAfterMs = Math.max(LEAST_STILL_MS, INTERVALS * intervalMs);
    return Optional.of(new State(!ended, ageMs, stillAfterMs));
  }
}
