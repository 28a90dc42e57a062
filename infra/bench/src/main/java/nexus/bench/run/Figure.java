package nexus.bench.run;

import java.util.Locale;

/**
 * One measured figure.
 *
 * @param what what it is the figure of; no two figures say the same
 * @param value the figure
 * @param unit its unit
 * @param target what it is to be
 * @param firstBar what it must be at least on the way there
 */
record Figure(String what, double value, String unit, Goal target, Goal firstBar) {

  /** A figure without a goal. */
  Figure(String what, double value, String unit) {
    this(what, value, unit, Goal.NONE, Goal.NONE);
  }

  Figure target(Goal goal) {
    return new Figure(what, value, unit, goal, firstBar);
  }

  Figure firstBar(Goal goal) {
    return new Figure(what, value, unit, target, goal);
  }

  Figure withoutGoals() {
    return new Figure(what, value, unit);
  }

  /** {@code met}, or how far it is from there; empty without a goal. */
  String verdict() {
    if (target.reachedBy(value).isEmpty()) {
      return "";
    }
    if (target.reachedBy(value).get()) {
      return "met";
    }
    return firstBar
        .reachedBy(value)
        .map(reached -> reached ? "missed, first bar met" : "missed, first bar too")
        .orElse("missed");
  }

  String measured() {
    return (number(value) + " " + unit).strip();
  }

  /**
   * Three digits that count, more before the point: {@code 1,234,567}, {@code 12.3}, {@code 0.34}.
   */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals =
        size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return decimals < 3 ? text : text.replaceAll("0+$", "");
  }
}
