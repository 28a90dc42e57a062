package nexus.history;

import java.util.List;
import nexus.history.Operation.Sample;

/** An upload, over all attempts at it. */
final class Sent {

  private static final long NEVER = Long.MAX_VALUE;

  private final long number;
  private final List<Sample> samples;
  private final long begun;
  private long done = NEVER;
  private boolean unknown;

  /**
   * @param begun index at which it was first invoked
   */
  Sent(long number, List<Sample> samples, long begun) {
    this.number = number;
    this.samples = samples;
    this.begun = begun;
  }

  /** What became of an attempt. */
  void ended(String type, long index) {
    if (type.equals(":ok")) {
      done = Math.min(done, index);
    } else if (type.equals(":info")) {
      unknown = true;
    }
  }

  /** An attempt that nobody heard of again. */
  void leftOpen() {
    unknown = true;
  }

  long number() {
    return number;
  }

  List<Sample> samples() {
    return samples;
  }

  boolean isDone() {
    return done < NEVER;
  }

  /** Whether a read may find it that ended at {@code index}. */
  boolean mayBeSeenAt(long index) {
    return begun < index && (isDone() || unknown);
  }

  /** Whether it was done before the other began. */
  boolean isBefore(Sent other) {
    return done < other.begun;
  }

  /** Whether it is done, and began when the other was done, so that its values stand. */
  boolean isAfter(Sent other) {
    return isDone() && other.isBefore(this);
  }
}
