package nexus.telemetry.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import nexus.telemetry.model.MetricColumn;

/** Doubles, times and blocks that a codec gets wrong first. */
final class HostileBlocks {

  private static final long LAST_MS = 9_999_999_999_999L;

  private HostileBlocks() {}

  static Arbitrary<Double> anyBits() {
    return Arbitraries.longs().map(Double::longBitsToDouble);
  }

  static Arbitrary<Double> special() {
    return Arbitraries.of(
        0.0,
        -0.0,
        1.0,
        -1.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Math.nextDown(Double.MIN_NORMAL),
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        1e308,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Double.longBitsToDouble(0x7ff0000000000001L),
        Double.longBitsToDouble(0xfff8dead0000beefL),
        0x1p53 - 1,
        0x1p53,
        0x1p53 + 2,
        -0x1p62,
        0x1p63,
        -0x1p63,
        0x1p64,
        0.1 + 0.2,
        1.0 / 3,
        Double.longBitsToDouble(0x3fbf9add3746f65fL),
        Math.PI * 1e7,
        9007199254740.992,
        0x1p52 + 0.5,
        1e-15,
        1e22,
        Math.nextUp(1e22));
  }

  static Arbitrary<Double> decimals() {
    return Combinators.combine(
            Arbitraries.longs().between(-1_000_000_000_000_000L, 1_000_000_000_000_000L),
            Arbitraries.integers().between(0, 15))
        .as((integer, scale) -> integer / Math.pow(10, scale));
  }

  static Arbitrary<Double> integers() {
    return Arbitraries.longs().map(value -> (double) value);
  }

  static Arbitrary<Double> smallIntegers() {
    return Arbitraries.integers().between(-3, 3).map(value -> value + 0.0);
  }

  static Arbitrary<double[]> values(int size) {
    return Arbitraries.oneOf(
        List.of(
            arrays(anyBits(), size),
            arrays(special(), size),
            arrays(decimals(), size),
            arrays(integers(), size),
            arrays(smallIntegers(), size),
            arrays(smallIntegers().map(value -> value * 15 + 1980), size),
            constant(special(), size),
            constant(decimals(), size),
            arrays(
                Arbitraries.frequencyOf(Tuple.of(20, smallIntegers()), Tuple.of(1, integers())),
                size),
            arrays(
                Arbitraries.oneOf(List.of(special(), anyBits(), decimals(), integers())), size)));
  }

  /** Times that ascend strictly: irregular, regular, regular with gaps, seconds only. */
  static Arbitrary<long[]> times(int size) {
    Arbitrary<Long> any = Arbitraries.longs().between(0, LAST_MS);
    Arbitrary<Long> step =
        Arbitraries.oneOf(
            List.of(
                Arbitraries.longs().between(1, 100_000),
                Arbitraries.of(1L, 1000L, 15_000L, 3_600_000L, 100_000_000_000L)));
    Arbitrary<long[]> regular =
        Combinators.combine(Arbitraries.longs().between(0, 2_000_000_000_000L), step)
            .as((start, every) -> regular(start, every, size));
    Arbitrary<long[]> jumpy =
        step.list().ofSize(size).map(steps -> running(Math.max(0, START - steps.get(0)), steps));
    return Arbitraries.oneOf(
        List.of(any.set().ofSize(size).map(HostileBlocks::sorted), regular, jumpy, edges(size)));
  }

  static Arbitrary<Block> blocks() {
    return Arbitraries.integers()
        .between(1, 40)
        .flatMap(
            size ->
                Combinators.combine(
                        times(size).list().ofMinSize(1).ofMaxSize(2),
                        values(size).list().ofMinSize(1).ofMaxSize(6),
                        Arbitraries.longs().between(-5000, 5000),
                        names().set().ofMinSize(6).ofMaxSize(6))
                    .as((times, values, offset, names) -> block(times, values, offset, names)));
  }

  static Arbitrary<String> names() {
    return Arbitraries.oneOf(
        List.of(
            Arbitraries.of(KnownMetrics.NAMES),
            Arbitraries.strings().withChars("abAB09._:-").ofMinLength(3).ofMaxLength(8),
            Arbitraries.strings().withChars("ab").ofLength(253)));
  }

  private static final long START = 1_752_871_354_000L;

  /** Columns that share times, have times of their own, or times a little after another's. */
  private static Block block(
      List<long[]> times, List<double[]> values, long offset, Iterable<String> names) {
    TreeMap<String, MetricColumn> columns = new TreeMap<>();
    int i = 0;
    for (String name : names) {
      if (i < values.size()) {
        long[] own = times.get(i % times.size());
        long[] shifted = own.clone();
        for (int at = 0; i > 3 && at < own.length; at++) {
          shifted[at] += offset;
        }
        columns.put(name, new MetricColumn(name, shifted, values.get(i)));
        i++;
      }
    }
    return new Block(new ArrayList<>(columns.values()));
  }

  private static Arbitrary<double[]> arrays(Arbitrary<Double> values, int size) {
    return values
        .list()
        .ofSize(size)
        .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static Arbitrary<double[]> constant(Arbitrary<Double> value, int size) {
    return value.map(
        constant -> {
          double[] values = new double[size];
          Arrays.fill(values, constant);
          return values;
        });
  }

  private static Arbitrary<long[]> edges(int size) {
    return Arbitraries.just(regular(0, 1, size))
        .map(
            times -> {
              times[times.length - 1] = LAST_MS;
              return times;
            });
  }

  private static long[] regular(long start, long step, int size) {
    long[] times = new long[size];
    for (int i = 0; i < size; i++) {
      times[i] = start + i * step;
    }
    return times;
  }

  private static long[] running(long start, List<Long> steps) {
    long[] times = new long[steps.size()];
    long time = start;
    for (int i = 0; i < times.length; i++) {
      time += steps.get(i);
      times[i] = time;
    }
    return times;
  }

  private static long[] sorted(Set<Long> times) {
    return times.stream().mapToLong(Long::longValue).sorted().toArray();
  }
}
