package nexus.telemetry.usage;

import java.util.Locale;

/** What became of a moment of a GPU's time. */
public enum UsageClass {
  /** Busy, and at work. */
  WORKING(0),
  /** Busy, but with little to do. */
  INEFFICIENT(1),
  /** Nothing done, though memory is held. */
  WASTED(2),
  /** Nothing done. */
  FREE(3),
  /** Clocks are lowered for heat, or because the server tells the GPU to brake. */
  THROTTLED(4),
  /** Broken. */
  ERROR(5),
  /** Nothing is known of it. */
  UNKNOWN(6);

  /** How many there are. */
  static final int COUNT = values().length;

  private final int number;

  UsageClass(int number) {
    this.number = number;
  }

  /** Its number, from 0, the same for ever. */
  int number() {
    return number;
  }

  /** The word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
