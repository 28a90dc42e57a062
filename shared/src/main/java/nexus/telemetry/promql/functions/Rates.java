package nexus.telemetry.promql.functions;

/** How fast samples grow. */
final class Rates {

  /** How much longer than usual a gap at an end of the window may be to be filled wholly. */
  private static final double USUAL_GAP = 1.1;

  private Rates() {}

  static double rate(Window window) {
    return extrapolated(window, true, true);
  }

  static double increase(Window window) {
    return extrapolated(window, true, false);
  }

  static double delta(Window window) {
    return extrapolated(window, false, false);
  }

  /**
   * The growth from the first sample to the last, stretched to the whole window where samples begin
   * and end near its ends; by half a gap where they do not. A counter is not stretched below zero.
   */
  private static double extrapolated(Window window, boolean counter, boolean perSecond) {
    int size = window.size();
    if (size < 2) {
      return Absent.VALUE;
    }
    double first = window.value(0);
    double growth = counter ? growth(window) : window.last() - first;
    double toStart = (window.time(0) - window.startMs()) / 1000.0;
    double toEnd = (window.endMs() - window.lastTime()) / 1000.0;
    double sampled = (window.lastTime() - window.time(0)) / 1000.0;
    double gap = sampled / (size - 1);
    if (counter && growth > 0 && first >= 0) {
      toStart = Math.min(toStart, sampled * (first / growth));
    }
    double most = gap * USUAL_GAP;
    double whole =
        sampled + (toStart < most ? toStart : gap / 2) + (toEnd < most ? toEnd : gap / 2);
    double factor = whole / sampled;
    if (perSecond) {
      factor /= (window.endMs() - window.startMs()) / 1000.0;
    }
    return growth * factor;
  }

  /** With what a counter had before it was started anew. */
  private static double growth(Window window) {
    double growth = window.last() - window.value(0);
    double before = window.value(0);
    for (int i = 1; i < window.size(); i++) {
      if (window.value(i) < before) {
        growth += before;
      }
      before = window.value(i);
    }
    return growth;
  }

  static double irate(Window window) {
    return ofLastTwo(window, true);
  }

  static double idelta(Window window) {
    return ofLastTwo(window, false);
  }

  private static double ofLastTwo(Window window, boolean rate) {
    int size = window.size();
    if (size < 2) {
      return Absent.VALUE;
    }
    double before = window.value(size - 2);
    boolean anew = rate && window.last() < before;
    double growth = anew ? window.last() : window.last() - before;
    long ms = window.lastTime() - window.time(size - 2);
    return rate ? growth / (ms / 1000.0) : growth;
  }

  static double changes(Window window) {
    int changes = 0;
    for (int i = 1; i < window.size(); i++) {
      double before = window.value(i - 1);
      double now = window.value(i);
      boolean same = now == before || (Double.isNaN(now) && Double.isNaN(before));
      changes += same ? 0 : 1;
    }
    return changes;
  }

  static double resets(Window window) {
    int resets = 0;
    for (int i = 1; i < window.size(); i++) {
      resets += window.value(i) < window.value(i - 1) ? 1 : 0;
    }
    return resets;
  }
}
