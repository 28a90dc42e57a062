package nexus.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What to generate, as read from the command line.
 *
 * @param wide wide format instead of long
 * @param hosts hosts
 * @param gpus GPUs of each host
 * @param scrapes scrapes
 * @param metrics how many of {@link Metric}, from the first
 * @param step time from one scrape to the next
 * @param start when the first scrape begins
 * @param seed the same seed gives the same bytes
 * @param out file to write, {@code -} for standard output
 */
record Plan(
    boolean wide,
    int hosts,
    int gpus,
    int scrapes,
    int metrics,
    Duration step,
    Instant start,
    long seed,
    String out) {

  private static final Set<String> OPTIONS =
      Set.of("format", "hosts", "gpus", "scrapes", "metrics", "step", "start", "seed", "out");

  /**
   * Reads {@code --name value} and {@code --name=value}.
   *
   * @throws IllegalArgumentException with one line that names the option
   */
  static Plan parse(List<String> arguments) {
    Map<String, String> options = options(arguments);
    return new Plan(
        isWide(options.getOrDefault("format", "long")),
        number(options, "hosts", 31, 1_000_000),
        number(options, "gpus", 8, 1_000),
        number(options, "scrapes", 1, Integer.MAX_VALUE),
        number(options, "metrics", Metric.values().length, Metric.values().length),
        step(options.getOrDefault("step", "15s")),
        start(options.getOrDefault("start", "2025-07-01T00:00:00Z")),
        seed(options.getOrDefault("seed", "1")),
        options.getOrDefault("out", "-"));
  }

  /** The chosen metrics. */
  List<Metric> chosenMetrics() {
    return List.of(Metric.values()).subList(0, metrics);
  }

  private static Map<String, String> options(List<String> arguments) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      if (!flag.startsWith("--") || !OPTIONS.contains(flag.substring(2))) {
        throw new IllegalArgumentException("unknown option " + argument);
      }
      if (equals < 0 && ++i == arguments.size()) {
        throw new IllegalArgumentException(flag + " needs a value");
      }
      options.put(
          flag.substring(2), equals < 0 ? arguments.get(i) : argument.substring(equals + 1));
    }
    return options;
  }

  private static boolean isWide(String format) {
    return switch (format) {
      case "wide" -> true;
      case "long" -> false;
      default -> throw new IllegalArgumentException("--format is long or wide, not " + format);
    };
  }

  private static int number(Map<String, String> options, String name, int normal, int most) {
    String text = options.getOrDefault(name, Integer.toString(normal));
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message that both mistakes deserve.
    }
    throw new IllegalArgumentException("--" + name + " is 1 to " + most + ", not " + text);
  }

  private static Duration step(String text) {
    try {
      Duration step = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
      if (step.compareTo(Duration.ofMillis(1)) >= 0) {
        return step;
      }
    } catch (DateTimeParseException notADuration) {
      // Falls through to the one message that both mistakes deserve.
    }
    throw new IllegalArgumentException("--step is a time such as 15s, 0.5s or 1m, not " + text);
  }

  private static Instant start(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException notATime) {
      throw new IllegalArgumentException(
          "--start is a time such as 2025-07-01T00:00:00Z, not " + text, notATime);
    }
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("--seed is a whole number, not " + text, notANumber);
    }
  }
}
