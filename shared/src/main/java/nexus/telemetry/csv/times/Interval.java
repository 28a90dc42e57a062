package nexus.telemetry.csv.times;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.model.InvalidInputException;

/** How long one row is taken after another: {@code 5}, {@code 5s}, {@code 500ms}, {@code PT5S}. */
public final class Interval {

  private static final String FIELD = "interval";
  private static final long DAY_MS = 86_400_000;
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?) ?(ms|s|m|h)?");
  private static final int LONGEST = 40;

  private Interval() {}

  /**
   * Reads an interval; a number alone is of seconds.
   *
   * @return milliseconds, 1 to a day
   * @throws InvalidInputException with field {@code interval} when it is none
   */
  public static long milliseconds(String text) {
    double ms = text.length() > LONGEST ? Double.NaN : read(text);
    if (Double.isNaN(ms)) {
      throw new InvalidInputException(
          FIELD, "interval is no time span: it must be one such as 5, 5s, 500ms or PT5S");
    } else if (ms < 1 || ms > DAY_MS) {
      throw new InvalidInputException(FIELD, "interval must be 1 ms to 1 day");
    }
    return Math.round(ms);
  }

  private static double read(String text) {
    Matcher number = NUMBER.matcher(text.toLowerCase(Locale.ROOT));
    if (number.matches()) {
      return Double.parseDouble(number.group(1)) * unit(number.group(2));
    }
    try {
      Duration duration = Duration.parse(text);
      return duration.getSeconds() * 1e3 + duration.getNano() / 1e6;
    } catch (DateTimeException e) {
      return Double.NaN;
    }
  }

  private static double unit(String word) {
    if (word == null) {
      return 1e3;
    }
    return switch (word) {
      case "ms" -> 1;
      case "m" -> 60e3;
      case "h" -> 3600e3;
      default -> 1e3;
    };
  }
}
