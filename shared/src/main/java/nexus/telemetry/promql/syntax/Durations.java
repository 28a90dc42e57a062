package nexus.telemetry.promql.syntax;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.promql.SyntaxException;

/** Durations as Prometheus writes them: {@code 1h30m}, the greatest unit first. */
public final class Durations {

  private static final Pattern DURATION =
      Pattern.compile(
          "(?:(\\d{1,18})y)?(?:(\\d{1,18})w)?(?:(\\d{1,18})d)?(?:(\\d{1,18})h)?(?:(\\d{1,18})m)?"
              + "(?:(\\d{1,18})s)?(?:(\\d{1,18})ms)?");

  private static final String[] NAMES = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] UNITS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };

  /** Prometheus counts nanoseconds in 63 bits. */
  private static final long MOST_MS = Long.MAX_VALUE / 1_000_000;

  private Durations() {}

  /**
   * Milliseconds of a duration.
   *
   * @throws SyntaxException when it is none
   */
  public static long parse(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (text.equals("0")) {
      return 0;
    } else if (text.isEmpty() || !matcher.matches()) {
      throw new SyntaxException("not a valid duration string: \"" + text + "\"");
    }
    long ms = 0;
    try {
      for (int i = 0; i < UNITS.length; i++) {
        String number = matcher.group(i + 1);
        if (number != null) {
          ms = Math.addExact(ms, Math.multiplyExact(Long.parseLong(number), UNITS[i]));
        }
      }
    } catch (ArithmeticException e) {
      ms = Long.MAX_VALUE;
    }
    if (ms > MOST_MS) {
      throw new SyntaxException("duration out of range");
    }
    return ms;
  }

  /** The shortest way to write it. */
  static String format(long ms) {
    StringBuilder text = new StringBuilder();
    long rest = ms;
    for (int i = 0; i < UNITS.length; i++) {
      boolean fits = i > 2 || rest % UNITS[i] == 0; // years, weeks and days only where all is said
      if (rest >= UNITS[i] && fits) {
        text.append(rest / UNITS[i]).append(NAMES[i]);
        rest %= UNITS[i];
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}
