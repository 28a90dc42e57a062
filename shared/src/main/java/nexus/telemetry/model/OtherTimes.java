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
  private static final Pattern WORDS =
      Pattern.compile(
          "(?i)(?<!\\p{L})(jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\\p{L}*\\.?(?!\\p{L})");
  private static final Pattern HALF_DAY = Pattern.compile("(?i)\\d ?[ap]\\.?m\\.?(?!\\p{L})");
  private static final Pattern DAY = Pattern.compile("\\d{4}([-/])\\d{1,2}\\1\\d{1,2}");
  private static final Pattern FORMULA = Pattern.compile("[=#]");
  private static final Pattern FEW_DIGITS =
      Pattern.compile("\\d{4}([-/])\\d{1,2}\\1\\d{1,2}[ Tt]\\d{1,2}(:\\d{1,2}){0,2}(?!\\d)");
  private static final Pattern TWO_DIGITS =
      Pattern.compile("\\d{4}([-/])\\d\\d\\1\\d\\d[ Tt]\\d\\d:\\d\\d(?!\\d|:\\d(?!\\d))");
  private static final Pattern IMPOSSIBLE =
      Pattern.compile(
          "\\d{4}([-/])\\d\\d\\1\\d\\d[ Tt]\\d\\d:\\d\\d(:\\d\\d([.,]\\d+)?)?"
              + "( ?([Zz]|UTC|[-+]\\d\\d(:?\\d\\d)?))?");
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
    } else if (WORDS.matcher(text).find()) {
      why = "the timestamp has its month in words: ";
    } else if (HALF_DAY.matcher(text).find()) {
      why = "the timestamp has AM or PM: ";
    } else if (DAY.matcher(text).matches()) {
      why = "the timestamp is a day, and its time of day is missing: ";
    } else if (begins(FORMULA, text)) {
      why = "the timestamp is a spreadsheet's formula or error: ";
    } else if (IMPOSSIBLE.matcher(text).matches()) {
      why = "the timestamp is of a day or a time of day that there is not: ";
    } else if (begins(FEW_DIGITS, text) && !begins(TWO_DIGITS, text)) {
      why = "the timestamp has a month, day, hour, minute or second of one digit, or no minutes: ";
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
