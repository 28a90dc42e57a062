package nexus.faults;

import nexus.local.LocalFailure;

/** Ends what is played at the moment when the command is interrupted: no process is left behind. */
final class Curtain {

  private AutoCloseable playing;
  private boolean fallen;

  private Curtain() {}

  /** Falls when this process ends. */
  static Curtain atExit() {
    Curtain curtain = new Curtain();
    Runtime.getRuntime().addShutdownHook(new Thread(curtain::fall, "stop"));
    return curtain;
  }

  /**
   * This is what is played from now on.
   *
   * @throws LocalFailure when the command was interrupted
   */
  synchronized void rise(AutoCloseable next) {
    if (fallen) {
      throw new LocalFailure("stopped");
    }
    playing = next;
  }

  private synchronized void fall() {
    fallen = true;
    if (playing != null) {
      try {
        playing.close();
      } catch (Exception e) {
        throw new LocalFailure("cannot be stopped: " + e, e);
      }
    }
  }
}
