package nexus.local.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits until everything queued is stored. */
final class DrainWait {

  private static final Duration POLL = Duration.ofMillis(200);

  /** How long the queue may stay as long as it is. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Nexus nexus;
  private final Server server;

  DrainWait(Nexus nexus, Server server) {
    this.nexus = nexus;
    this.server = server;
  }

  /**
   * Returns when the queue is empty.
   *
   * @throws CommandFailure when it has not become shorter for a minute
   */
  void run() throws InterruptedException {
    long shortest = Long.MAX_VALUE;
    long shortened = System.nanoTime();
    while (true) {
      long messages = QueueState.read(nexus, server).messages();
      if (messages == 0) {
        nexus.console().progress("");
        return;
      }
      nexus.console().progress(Units.counted(messages, "message") + " to be stored");
      if (messages < shortest) {
        shortest = messages;
        shortened = System.nanoTime();
      } else if (System.nanoTime() - shortened > PATIENCE.toNanos()) {
        nexus.console().progress("");
        throw new CommandFailure(
            Units.counted(messages, "message") + " stay in the queue: does a drain run?");
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }
}
