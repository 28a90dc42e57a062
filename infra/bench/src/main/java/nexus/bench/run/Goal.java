package nexus.bench.run;

import java.util.Optional;
import java.util.function.DoublePredicate;

/** What a figure is to be; its text goes into the table. */
final class Goal {

  /** No goal: the figure is there to be known. */
  static final Goal NONE = new Goal("", null);

  private final String text;
  private final DoublePredicate test;

  private Goal(String text, DoublePredicate test) {
    this.text = text;
    this.test = test;
  }

  static Goal atLeast(double bound) {
    return new Goal("≥ " + Figure.number(bound), figure -> figure >= bound);
  }

  static Goal atMost(double bound) {
    return new Goal("≤ " + Figure.number(bound), figure -> figure <= bound);
  }

  /** A goal that another command judges. */
  static Goal elsewhere(String text) {
    return new Goal(text, null);
  }

  /** Whether {@code figure} reaches it; empty where that cannot be told here. */
  Optional<Boolean> reachedBy(double figure) {
    return Optional.ofNullable(test).map(bound -> bound.test(figure));
  }

  String text() {
    return text;
  }
}
