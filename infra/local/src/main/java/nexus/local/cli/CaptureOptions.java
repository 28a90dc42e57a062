package nexus.local.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a capture may not say of itself, said beside it. Each is a parameter of the same name. */
final class CaptureOptions {

  @Option(names = "--host", paramLabel = "NAME", description = "Host of rows that name none.")
  private String host;

  @Option(
      names = "--gpu",
      paramLabel = "INDEX",
      description = "GPU of rows that name none: its index, or its UUID.")
  private String gpu;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description = "Zone of times without one: an IANA name such as Europe/Berlin.")
  private String zone;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "Metric of values where the file does not say it.")
  private String metric;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description =
          "Time of what has none: RFC 3339, seconds since 1970, or now. Of dmon's text that of the"
              + " first row.")
  private String time;

  @Option(
      names = "--interval",
      paramLabel = "SPAN",
      description = "Time between the rows of dmon's text, such as 5s.")
  private String interval;

  @Option(
      names = "--columns",
      paramLabel = "NAMES",
      description = "Names of the columns of a file without a header, with commas between.")
  private String columns;

  /** The time that was given; null where none was. */
  String time() {
    return time;
  }

  /**
   * The interval that was given, else dmon's own.
   *
   * @throws CommandFailure when it is none
   */
  Duration every() {
    try {
      return interval == null
          ? Duration.ofSeconds(1)
          : interval.startsWith("P")
              ? Duration.parse(interval)
              : new Span().convert(interval.matches("\\d+") ? interval + "s" : interval);
    } catch (DateTimeParseException | TypeConversionException noSpan) {
      throw new CommandFailure("--interval is as 5s, 500ms or PT5S, not " + interval, noSpan);
    }
  }

  /** Whether the file has no header, as its columns are named beside it. */
  boolean namesColumns() {
    return columns != null;
  }

  /** Adds what was given. */
  Target on(Target target) {
    return on(target, time);
  }

  /** Adds what was given, with another time; none where it is null. */
  Target on(Target target, String otherTime) {
    return target
        .with("host", host)
        .with("gpu", gpu)
        .with("tz", zone)
        .with("metric", metric)
        .with("time", otherTime)
        .with("interval", interval)
        .with("columns", columns);
  }
}
