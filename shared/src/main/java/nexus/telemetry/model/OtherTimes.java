package nexus.telemetry.model;

import java.util.regex.Pattern;

/** Says of a time that is spelled in no way that is read why not, and how to write it instead. */
final class OtherTimes {

  private static final String INSTEAD =
      "write YYYY-MM-DD hh:mm:ss and give tz=, or RFC 3339 with an offset, such as"
          + " 2026-11-28T20:00:00+01:00";

  private static final Pattern DOTS = Pattern.compile("\\d{1,2}\\.\\d{1,2}\\.\\d{2,4}(?!\\d)");
  private static final Pattern DAY_FIRST =
      Pattern.compile("(1[3-9]|2\\d|3[01])([-/])\\d{1,2}\\2\\d{2,4}(?!\\d)");
  private static final Pattern MONTH_FIRST =
      Pattern.compile("\\d{1,2}([-/])(1[3-9]|2\\d|3[01])\\1\\d{2,4}(?!\\d)");
  private static final Pattern CLOCK = Pattern.compile("\\d{1,2}:\\d\\d(:\\d\\d([.,]\\d+)?)?");
  private static final Pattern EITHER = Pattern.compile("\\d{1,2}([-/])\\d{1,2}\\1\\d{2,4}(?!\\d)");

  private OtherTimes() {}

  /** The reason to refuse it. */
  static InvalidInputException refused(String text) {
    String why;
    if (CLOCK.matcher(text).matches()) {
      return new InvalidInputException(
          Timestamps.FIELD,
          "the timestamp is a time of day, and its day is missing: write YYYY-MM-DD hh:mm:ss, or"
              + " the day in a column Date beside it");
    } else if (begins(DOTS, text)) {
      why = "the timestamp has its day first, as DD.MM.YYYY: ";
    } else if (begins(DAY_FIRST, text)) {
      why = "the timestamp has its day first, as DD/MM/YYYY, and others may have MM/DD/YYYY: ";
    } else if (begins(MONTH_FIRST, text)) {
      why = "the timestamp has its month first, as MM/DD/YYYY, and others may have DD/MM/YYYY: ";
    } else if (begins(EITHER, text)) {
      why = "the timestamp may be DD/MM/YYYY or MM/DD/YYYY, and nothing says which: ";
    } else {
      return new InvalidInputException(
          Timestamps.FIELD,
          Timestamps.MALFORMED + ", or of the local form YYYY-MM-DD hh:mm:ss with tz=");
    }
    return new InvalidInputException(Timestamps.FIELD, why + INSTEAD);
  }

  private static boolean begins(Pattern pattern, String text) {
    return pattern.matcher(text).lookingAt();
  }
}
