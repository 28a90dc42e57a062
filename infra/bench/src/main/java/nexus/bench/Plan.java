package nexus.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What to generate, as read from the command line.
 *
 * @param format what the file is to be
 * @param firstHost hosts of the fleet that are left out: files of one fleet's racks differ in it
 * @param hosts hosts
 * @param gpus GPUs of each host
 * @param scrapes scrapes
 * @param metrics how many of {@link Metric}, from the first
 * @param step time from one scrape to the next
 * @param start when the first scrape begins
 * @param seed the same seed gives the same bytes
 * @param out file to write, {@code -} for standard output
 */
public record Plan(
    Format format,
    int firstHost,
    int hosts,
    int gpus,
    int scrapes,
    int metrics,
    Duration step,
    Instant start,
    long seed,
    String out) {

  private static final Set<String> OPTIONS =
      Set.of(
          "format",
          "first-host",
          "hosts",
          "gpus",
          "scrapes",
          "metrics",
          "step",
          "start",
          "seed",
          "out");

  /**
   * Reads {@code --name value} and {@code --name=value}.
   *
   * @throws IllegalArgumentException with one line that names the option
   */
  public static Plan parse(List<String> arguments) {
    Options options = new Options(arguments, OPTIONS);
    return new Plan(
        Format.named(options.text("format", "long")),
        options.number("first-host", 0, 0, 1_000_000),
        options.number("hosts", 31, 1, 1_000_000),
        options.number("gpus", 8, 1, 1_000),
        options.number("scrapes", 1, 1, Integer.MAX_VALUE),
        options.number("metrics", Metric.values().length, 1, Metric.values().length),
        step(options.text("step", "15s")),
        start(options.text("start", "2025-07-01T00:00:00Z")),
        seed(options.text("seed", "1")),
        options.text("out", "-"));
  }

  /** Values that the file carries: in the long format its rows. */
  public long values() {
    return (long) hosts * gpus * scrapes * metrics;
  }

  /** Rows of the file, its header aside. */
  public long rows() {
    return format.hasRowsOfAllMetrics() ? values() / metrics : values();
  }

  /** The time of a metric in a scrape of the file. */
  public Instant time(Metric metric, int scrape) {
    Instant begun = start.plus(step.multipliedBy(scrape));
    return format.hasDelays() ? begun.plusSeconds(metric.delaySeconds) : begun;
  }

  /** The same with another number of scrapes. */
  public Plan withScrapes(int others) {
    return new Plan(format, firstHost, hosts, gpus, others, metrics, step, start, seed, out);
  }

  /** The GPUs of the file, before their first scrape. */
  public Fleet fleet() {
    return new Fleet(seed, firstHost, hosts, gpus);
  }

  /** The chosen metrics. */
  public List<Metric> chosenMetrics() {
    return List.of(Metric.values()).subList(0, metrics);
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
