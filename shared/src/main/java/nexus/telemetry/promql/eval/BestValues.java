package nexus.telemetry.promql.eval;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The greatest values, or the least, of those that are offered. They are kept in a heap with the
 * worst on top, put and taken as Go's {@code container/heap} does: so of equal ones the same stay.
 */
final class BestValues {

  private final double[] values;
  private final int[] whose;
  private final boolean least;
  private int size;

  /**
   * @param most how many are kept
   * @param least whether the least are, else the greatest
   */
  BestValues(int most, boolean least) {
    this.values = new double[most];
    this.whose = new int[most];
    this.least = least;
  }

  void offer(double value, int who) {
    if (size == values.length) {
      if (!isBetter(value, values[0]) && !Double.isNaN(values[0])) {
        return;
      }
      pop();
    }
    values[size] = value;
    whose[size] = who;
    up(size++);
  }

  private boolean isBetter(double value, double than) {
    return least ? value < than : value > than;
  }

  /** Whether one is worse; one that is no number is worse than all. */
  private boolean isWorse(int i, int j) {
    return Double.isNaN(values[i]) || isBetter(values[j], values[i]);
  }

  private void pop() {
    swap(0, --size);
    int i = 0;
    while (2 * i + 1 < size) {
      int child = 2 * i + 1;
      if (child + 1 < size && isWorse(child + 1, child)) {
        child++;
      }
      if (!isWorse(child, i)) {
        break;
      }
      swap(i, child);
      i = child;
    }
  }

  private void up(int from) {
    int i = from;
    while (i > 0 && isWorse(i, (i - 1) / 2)) {
      swap(i, (i - 1) / 2);
      i = (i - 1) / 2;
    }
  }

  private void swap(int i, int j) {
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
    int who = whose[i];
    whose[i] = whose[j];
    whose[j] = who;
  }

  /** Takes a value and whose it is. */
  interface Sink {
    void accept(double value, int who);
  }

  /** Hands over what is kept, the best first. */
  void forEach(Sink sink) {
    Comparator<Double> order = least ? Comparator.naturalOrder() : Comparator.reverseOrder();
    List<Integer> sorted =
        IntStream.range(0, size)
            .boxed()
            .sorted(
                Comparator.comparing((Integer i) -> Double.isNaN(values[i]))
                    .thenComparing(i -> values[i], order))
            .toList();
    sorted.forEach(i -> sink.accept(values[i], whose[i]));
  }
}
