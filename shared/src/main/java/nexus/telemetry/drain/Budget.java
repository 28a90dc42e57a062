package nexus.telemetry.drain;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** What is left of a drain's limits, shared by its workers. */
final class Budget {

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
