package nexus.telemetry.promql.eval;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.syntax.Matching;

/** Which series of two vectors have the labels in common that must be equal: those of a number. */
final class Pairing {

  private final Matching matching;
  private final Map<Labels, Integer> numbers = new HashMap<>();
  private final int[] left;
  private final int[] right;

  Pairing(Matching matching, List<Series> left, List<Series> right) {
    this.matching = matching;
    this.left = numbers(left);
    this.right = numbers(right);
  }

  private int[] numbers(List<Series> series) {
    return series.stream()
        .mapToInt(one -> numbers.computeIfAbsent(common(one.labels()), l -> numbers.size()))
        .toArray();
  }

  /** Those labels of a series that must be equal. */
  Labels common(Labels labels) {
    return matching.on() ? labels.keeping(matching.labels()) : labels.without(matching.labels());
  }

  /** The number of a series on the left. */
  int left(int i) {
    return left[i];
  }

  /** The number of a series on the right. */
  int right(int i) {
    return right[i];
  }

  /** How many numbers there are. */
  int count() {
    return numbers.size();
  }
}
