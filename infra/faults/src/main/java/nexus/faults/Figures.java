package nexus.faults;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an interval of a soak took.
 *
 * @param second when it ended, seconds from the beginning
 * @param values every figure's
 */
record Figures(int second, Map<Figure, Double> values) {

  /** Where most of what is filled at first is full. */
  private static final int SETTLED_SECONDS = 600;

  Figures {
    values = Map.copyOf(new EnumMap<>(values));
  }

  /** The headings. */
  static String head() {
    return "second  " + join(figure -> figure.title());
  }

  /** The values, below their headings. */
  String line() {
    return "%6d  ".formatted(second) + join(figure -> figure.text(values.get(figure)));
  }

  private interface Text {
    String of(Figure figure);
  }

  private static String join(Text text) {
    return Arrays.stream(Figure.values()).map(text::of).collect(Collectors.joining("  "));
  }

  /**
   * Two whiles to compare: the first and the last third of what comes after the tenth minute, or of
   * the last two thirds where all of it is shorter than a quarter of an hour.
   *
   * @param before the earlier
   * @param after the later
   */
  record Whiles(List<Figures> before, List<Figures> after) {

    static Whiles of(List<Figures> all) {
      int settled = (int) all.stream().filter(one -> one.second() <= SETTLED_SECONDS).count();
      int skipped = 3 * settled > 2 * all.size() ? all.size() / 3 : settled;
      List<Figures> rest = all.subList(skipped, all.size());
      int third = Math.max(1, rest.size() / 3);
      return new Whiles(rest.subList(0, third), rest.subList(rest.size() - third, rest.size()));
    }

    /** Medians: what is usual, whatever happened once. */
    double before(Figure figure) {
      return median(before, figure);
    }

    double after(Figure figure) {
      return median(after, figure);
    }

    private static double median(List<Figures> some, Figure figure) {
      double[] sorted =
          some.stream().mapToDouble(one -> one.values().get(figure)).sorted().toArray();
      return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
  }
}
