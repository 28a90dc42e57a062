package nexus.faults;

import java.util.ArrayList;
import java.util.List;
import nexus.bench.Series;

/** What was sent against what is stored, point by point. */
final class Comparison {

  private static final int MOST_COMPLAINTS = 5;

  private final List<String> complaints = new ArrayList<>();
  private long samples;
  private long lost;
  private long doubled;
  private long wrong;

  /**
   * Compares one series; a merge, since both are in order of time.
   *
   * @param name for complaints
   * @param sent times ascending, each once
   * @param stored in the order of the answer
   */
  void add(String name, Series sent, Series stored) {
    samples += sent.size();
    int s = 0;
    int f = 0;
    while (s < sent.size() || f < stored.size()) {
      if (f > 0 && f < stored.size() && stored.time(f) <= stored.time(f - 1)) {
        doubled(name + " has " + stored.time(f) + " again");
        f++;
      } else if (f == stored.size() || (s < sent.size() && sent.time(s) < stored.time(f))) {
        lost(name + " lacks " + sent.time(s));
        s++;
      } else if (s == sent.size() || stored.time(f) < sent.time(s)) {
        wrong(name + " has " + stored.time(f) + ", which was never sent");
        f++;
      } else {
        if (Double.doubleToLongBits(sent.value(s)) != Double.doubleToLongBits(stored.value(f))) {
          wrong(name + " at " + sent.time(s) + " is " + stored.value(f) + ", not " + sent.value(s));
        }
        s++;
        f++;
      }
    }
  }

  /** A sample is not stored. */
  void lost(String complaint) {
    lost++;
    complain(complaint);
  }

  /** A point is there twice, or something was counted more or less often than once. */
  void doubled(String complaint) {
    doubled++;
    complain(complaint);
  }

  /** A point has another value, or nobody sent it. */
  void wrong(String complaint) {
    wrong++;
    complain(complaint);
  }

  private void complain(String what) {
    if (complaints.size() < MOST_COMPLAINTS) {
      complaints.add(what);
    }
  }

  boolean holds() {
    return lost == 0 && doubled == 0 && wrong == 0;
  }

  /** Samples that were sent. */
  long samples() {
    return samples;
  }

  long lost() {
    return lost;
  }

  long doubled() {
    return doubled;
  }

  long wrong() {
    return wrong;
  }

  /** The first few of what is not as it should be, in words. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }
}
