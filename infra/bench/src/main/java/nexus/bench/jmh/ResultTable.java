package nexus.bench.jmh;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/** Benchmark results as a Markdown table. */
final class ResultTable {

  private static final String HEAD =
      """
      | benchmark | a second | ± | processor time each | allocated each |
      | --- | ---: | ---: | ---: | ---: |
      """;

  private ResultTable() {}

  /** The table, a line a result. */
  static String of(Collection<RunResult> results) {
    return results.stream()
        .map(result -> line(result.getParams().getBenchmark(), result))
        .sorted()
        .collect(Collectors.joining("\n", HEAD, "\n"));
  }

  private static String line(String benchmark, RunResult result) {
    double aSecond = result.getPrimaryResult().getScore();
    double error = result.getPrimaryResult().getScoreError() / aSecond;
    double nanoseconds = secondary(result, CpuProfiler.NAME);
    double bytes = secondary(result, "gc.alloc.rate.norm");
    return line(benchmark, aSecond, error, nanoseconds, bytes);
  }

  /**
   * One line.
   *
   * @param benchmark name of the benchmark's method, with its class and package
   * @param aSecond operations a second
   * @param error half of the 99.9 % confidence interval, as a share of {@code aSecond}, or NaN
   * @param nanoseconds processor time an operation, or NaN
   * @param bytes bytes allocated an operation, or NaN
   */
  static String line(
      String benchmark, double aSecond, double error, double nanoseconds, double bytes) {
    String name =
        benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
    return String.format(
        Locale.ROOT,
        "| %s | %s %s | %s | %s | %s |",
        name.replace("Benchmark.", " "),
        threeDigits(aSecond),
        counts(benchmark),
        Double.isNaN(error) ? "–" : Math.round(100 * error) + " %",
        Double.isNaN(nanoseconds) ? "–" : time(nanoseconds),
        Double.isNaN(bytes) ? "–" : threeDigits(bytes) + " B");
  }

  /** What a profiler found; NaN when it found nothing. */
  private static double secondary(RunResult result, String figure) {
    for (String name : result.getSecondaryResults().keySet()) {
      if (name.endsWith(figure)) {
        return result.getSecondaryResults().get(name).getScore();
      }
    }
    return Double.NaN;
  }

  /** What the benchmark's operations are. */
  private static String counts(String benchmark) {
    int dot = benchmark.lastIndexOf('.');
    try {
      Method[] methods = Class.forName(benchmark.substring(0, dot)).getDeclaredMethods();
      return Arrays.stream(methods)
          .filter(method -> method.getName().equals(benchmark.substring(dot + 1)))
          .map(method -> method.getAnnotation(Counts.class).value())
          .findFirst()
          .orElseThrow();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String time(double nanoseconds) {
    if (nanoseconds < 1e3) {
      return threeDigits(nanoseconds) + " ns";
    }
    return nanoseconds < 1e6
        ? threeDigits(nanoseconds / 1e3) + " µs"
        : threeDigits(nanoseconds / 1e6) + " ms";
  }

  /** A figure is no more exact than that. */
  private static String threeDigits(double number) {
    double unit = Math.pow(10, Math.floor(Math.log10(Math.max(number, 1e-3))) - 2);
    double rounded = Math.rint(number / unit) * unit;
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(unit)));
    return String.format(Locale.ROOT, "%,." + decimals + "f", rounded);
  }
}
