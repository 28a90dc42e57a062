package nexus.telemetry.drain;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import nexus.telemetry.model.InvalidInputException;

/**
 * When a drain stops, whatever still waits.
 *
 * @param maxMessages messages after which no more are begun, 1 to 1,000,000
 * @param budgetMs milliseconds after which no more are begun, 100 to 900,000
 */
public record DrainLimits(long maxMessages, long budgetMs) {

  /** Least budget, milliseconds. */
  public static final long MIN_BUDGET_MS = 100;

  /** Greatest budget, milliseconds. */
  public static final long MAX_BUDGET_MS = 900_000;

  /** What a drain does when nothing is asked for. */
  public static final DrainLimits DEFAULT = new DrainLimits(1_000_000, 30_000);

  /**
   * @throws InvalidInputException when a limit is out of its bounds
   */
  public DrainLimits {
    if (maxMessages < 1 || maxMessages > 1_000_000) {
      throw new InvalidInputException("maxMessages", "maxMessages must be 1 to 1000000");
    }
    if (budgetMs < MIN_BUDGET_MS || budgetMs > MAX_BUDGET_MS) {
      throw new InvalidInputException("budgetMs", "budgetMs must be 100 to 900000");
    }
  }

  /** What is left of a drain's limits, shared by its workers. */
  static final class Budget {

    private final InstantSource clock;
    private final long deadlineMs;
    private final AtomicLong messages;

    Budget(DrainLimits limits, InstantSource clock) {
      this.clock = clock;
      this.deadlineMs = clock.millis() + limits.budgetMs();
      this.messages = new AtomicLong(limits.maxMessages());
    }

    boolean exhausted() {
      return messages.get() <= 0 || clock.millis() >= deadlineMs;
    }

    /** Takes up to {@code wanted} messages from what is left; 0 when nothing is, or time is up. */
    int take(int wanted) {
      if (clock.millis() >= deadlineMs) {
        return 0;
      }
      long before = messages.getAndUpdate(left -> left - Math.min(left, wanted));
      return (int) Math.min(before, wanted);
    }

    /** Gives back messages that were taken but not dealt with. */
    void giveBack(int unused) {
      messages.addAndGet(unused);
    }
  }
}
