package nexus.telemetry.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What holds over time: each value from its start until the next one's. The first holds from ever,
 * the last for ever, and no two neighbours are equal.
 *
 * <pre>
 *        start(1)      start(2)
 * value(0) | value(1)  | value(2)
 * </pre>
 *
 * @param <T> compared by {@code equals}
 */
public final class Runs<T> {

  private final long[] starts;
  private final List<T> values;

  private Runs(long[] starts, List<T> values) {
    this.starts = starts;
    this.values = List.copyOf(values);
  }

  /** One value that always holds. */
  public static <T> Runs<T> always(T value) {
    return new Runs<>(new long[] {Long.MIN_VALUE}, List.of(value));
  }

  /** Number of values, one or more. */
  public int size() {
    return starts.length;
  }

  /** When value {@code i} begins to hold, epoch milliseconds; of the first, the least long. */
  public long start(int i) {
    return starts[i];
  }

  /** Until when it holds, exclusive; of the last, the greatest long. */
  public long end(int i) {
    return i + 1 < starts.length ? starts[i + 1] : Long.MAX_VALUE;
  }

  /** Value {@code i}. */
  public T value(int i) {
    return values.get(i);
  }

  /** The last value. */
  public T last() {
    return values.get(values.size() - 1);
  }

  /** The value that holds at a time. */
  public T at(long timeMs) {
    return values.get(indexAt(timeMs));
  }

  /** Which value holds at a time. */
  public int indexAt(long timeMs) {
    int at = Arrays.binarySearch(starts, timeMs);
    return at < 0 ? -at - 2 : at;
  }

  /** Each value replaced; equal neighbours become one. */
  public <R> Runs<R> map(Function<T, R> function) {
    Builder<R> mapped = new Builder<>();
    for (int i = 0; i < starts.length; i++) {
      mapped.from(starts[i], function.apply(values.get(i)));
    }
    return mapped.build();
  }

  /** What holds at some time of {@code [fromMs, toMs)}, and nothing else. */
  public Runs<T> between(long fromMs, long toMs) {
    int first = indexAt(fromMs);
    int last = Math.max(first, indexAt(toMs - 1));
    if (first == 0 && last == starts.length - 1) {
      return this;
    }
    long[] some = Arrays.copyOfRange(starts, first, last + 1);
    some[0] = Long.MIN_VALUE;
    return new Runs<>(some, values.subList(first, last + 1));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Runs<?> that
        && Arrays.equals(starts, that.starts)
        && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(starts) + values.hashCode();
  }

  @Override
  public String toString() {
    return Arrays.toString(starts) + "=" + values;
  }

  /** Puts values together, in the order of their starts. */
  public static final class Builder<T> {
    private final List<T> values = new ArrayList<>();
    private long[] starts = new long[4];

    /**
     * From a time on, a value holds.
     *
     * @param startMs later than the one before; of the first value it does not matter
     */
    public Builder<T> from(long startMs, T value) {
      int size = values.size();
      if (size > 0 && values.get(size - 1).equals(value)) {
        return this;
      }
      if (size > 0 && startMs <= starts[size - 1]) {
        throw new IllegalArgumentException("a run begins at " + startMs + ", not after the last");
      }
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, 2 * size);
      }
      starts[size] = size == 0 ? Long.MIN_VALUE : startMs;
      values.add(value);
      return this;
    }

    /** The runs; there must be a value. */
    public Runs<T> build() {
      if (values.isEmpty()) {
        throw new IllegalArgumentException("no value holds");
      }
      return new Runs<>(Arrays.copyOf(starts, values.size()), values);
    }
  }
}
