package nexus.local.cli;

import java.time.Duration;

/**
 * How often, and after how long, an upload is sent again: as the server asks, within bounds. To
 * send the same again is safe, as what is there already is found by its content.
 */
final class Retries {

  static final int MOST = 20;
  static final Duration LONGEST = Duration.ofMinutes(5);

  private final Pause pause;
  private int times;
  private Duration waited = Duration.ZERO;

  /** Lets time pass. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  Retries(Pause pause) {
    this.pause = pause;
  }

  /**
   * After how long to try again.
   *
   * @throws CommandFailure {@code failure}, when it is not one that passes, or it has lasted
   */
  Duration after(CommandFailure failure) {
    Duration wait;
    if (failure instanceof Refused refused && refused.isTemporary()) {
      wait = refused.retryAfter();
    } else if (failure instanceof BrokenConnection) {
      wait = Duration.ofSeconds(1);
    } else {
      throw failure;
    }
    if (times == MOST || waited.plus(wait).compareTo(LONGEST) > 0) {
      throw failure;
    }
    times++;
    waited = waited.plus(wait);
    return wait;
  }

  void await(Duration time) throws InterruptedException {
    pause.of(time);
  }
}
