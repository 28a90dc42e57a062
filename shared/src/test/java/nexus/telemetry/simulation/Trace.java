package nexus.telemetry.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What happened, step by step: as a number that tells runs apart, and as text where it is wanted.
 */
final class Trace {

  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private final SimulatedTime time;
  private final SimulatedStore store;
  private final boolean kept;
  private final List<String> lines = new ArrayList<>();
  private long hash = OFFSET_BASIS;
  private int steps;

  /**
   * @param kept whether the text is wanted
   */
  Trace(SimulatedTime time, SimulatedStore store, boolean kept) {
    this.time = time;
    this.store = store;
    this.kept = kept;
  }

  /** Counts a step. */
  int next() {
    return ++steps;
  }

  int steps() {
    return steps;
  }

  /** What was chosen in this step, as numbers. */
  void chosen(long what, long whose) {
    add(what);
    add(whose);
    add(store.revision());
    add(time.nowMs());
  }

  private void add(long number) {
    hash = (hash ^ number) * PRIME;
  }

  /** What a call asked for, and what became of it. */
  void call(Request<?> request, String fate) {
    chosen(fate.length(), request.from().number());
    if (kept) {
      say(request.from().name(), fate, Described.request(request.what()));
    }
  }

  /** Something that was done, by whom, and more of it. */
  void say(String who, String what, String more) {
    if (kept) {
      lines.add(
          "%5d %s r%-4d %-12s %-18s %s"
              .formatted(steps, time.instant(), store.revision(), who, what, more));
    }
  }

  /** Why a worker failed. */
  void failed(String who, Throwable why) {
    if (kept) {
      say(who, "failed", why.toString());
      for (StackTraceElement at : why.getStackTrace()) {
        lines.add("        at " + at);
      }
    }
  }

  long hash() {
    return hash;
  }

  List<String> lines() {
    return lines;
  }
}
