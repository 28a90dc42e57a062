package nexus.functions.scrape;

/**
 * How many targets are waited for at a time. Those that were down at last get half of it at most,
 * so that they keep none of the others waiting, however many they are.
 *
 * <p>Thread-safe.
 */
final class Room {

  private final int most;
  private int taken;
  private int takenByDown;

  Room(int most) {
    this.most = most;
  }

  /** Takes a place; false where there is none. */
  synchronized boolean take(boolean down) {
    if (taken >= most || (down && takenByDown >= most / 2)) {
      return false;
    }
    taken++;
    takenByDown += down ? 1 : 0;
    return true;
  }

  /** Gives one back, with what was said when it was taken. */
  synchronized void giveBack(boolean down) {
    taken--;
    takenByDown -= down ? 1 : 0;
  }
}
