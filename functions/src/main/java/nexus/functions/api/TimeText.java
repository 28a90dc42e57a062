package nexus.functions.api;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Timestamps;

/** Times and durations as a request spells them. */
public final class TimeText {

  /** Longest text of a time or a duration. */
  public static final int MAX_LENGTH = 64;

  private static final Pattern PART = Pattern.compile("\\G(\\d{1,10})(ms|s|m|h|d)");

  /** An offset whose plus sign was read as a space on its way through a URL. */
  private static final Pattern LOST_PLUS = Pattern.compile("(.*T.*) (\\d\\d:?\\d\\d)");

  private TimeText() {}

  /**
   * Epoch milliseconds of {@code now}, {@code now-15m}, RFC 3339, or epoch seconds or milliseconds.
   *
   * @return epoch milliseconds, 0 to {@link Timestamps#MAX_MS}
   * @throws InvalidInputException naming {@code field} when it is none, or outside those bounds
   */
  public static long time(String field, String text, long nowMs) {
    return text.startsWith("now") ? relative(field, text, nowMs) : absolute(field, text);
  }

  /**
   * Milliseconds of a duration such as {@code 30s}, {@code 500ms} or {@code 1h30m}.
   *
   * @throws InvalidInputException naming {@code field} when it is none
   */
  public static long duration(String field, String text) {
    Matcher part = PART.matcher(text);
    long total = 0;
    int end = 0;
    // Two parts of ten digits are far below the end of a long; a longer text is no duration.
    while (text.length() <= 32 && part.find()) {
      total += Long.parseLong(part.group(1)) * unitMs(part.group(2));
      end = part.end();
    }
    if (end == 0 || end != text.length()) {
      throw new InvalidInputException(
          field, field + " must be a duration such as 500ms, 30s, 5m, 1h or 1d");
    }
    return total;
  }

  private static long relative(String field, String text, long nowMs) {
    if (text.equals("now")) {
      return nowMs;
    }
    if (!text.startsWith("now-")) {
      throw new InvalidInputException(field, field + " must be a time such as now-15m");
    }
    return Math.max(0, nowMs - duration(field, text.substring("now-".length())));
  }

  private static long absolute(String field, String text) {
    Matcher lost = LOST_PLUS.matcher(text);
    try {
      return Timestamps.parse(lost.matches() ? lost.group(1) + "+" + lost.group(2) : text);
    } catch (InvalidInputException e) {
      InvalidInputException named =
          new InvalidInputException(
              field, field + " is no time: RFC 3339, epoch seconds or milliseconds, now, now-15m");
      named.initCause(e);
      throw named;
    }
  }

  private static long unitMs(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 86_400_000;
    };
  }

  /** A time as answers tell it, RFC 3339; null where there is none. */
  public static String orNull(OptionalLong ms) {
    return ms.isEmpty() ? null : Timestamps.format(ms.getAsLong());
  }
}
