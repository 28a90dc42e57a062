package nexus.telemetry.ingest.given;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;

/** The time of rows that have none, as it is said beside them. */
public final class GivenTime {

  private static final String FIELD = "time";
  private static final String NOW = "now";
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

  private static final String FORMS =
      "time must be RFC 3339, such as 2026-11-28T20:00:00Z; or without a zone, such as 2026-11-28"
          + " 20:00:00, in that of tz=; or seconds since 1970, 10 digits, or 13 of milliseconds; or,"
          + " for rows that have the time of day, a day, such as 2026-11-28";

  private GivenTime() {}

  /**
   * Reads a time that is said with a request, where {@code now} is one.
   *
   * @param said null or blank for none
   * @return the time as rows have it; null for none
   * @throws InvalidInputException with field {@code time} when it is none
   */
  public static String read(String said, InstantSource clock) {
    if (said == null || said.isBlank()) {
      return null;
    } else if (said.strip().equalsIgnoreCase(NOW)) {
      return Long.toString(clock.millis());
    } else if (!isTime(said.strip())) {
      throw new InvalidInputException(FIELD, FORMS + "; or now");
    }
    return said.strip();
  }

  /**
   * Checks a time, where {@code now} is none: nobody knows when it is read.
   *
   * @throws InvalidInputException with field {@code time} when it is none
   */
  public static void check(String time) {
    if (!isTime(time)) {
      throw new InvalidInputException(FIELD, FORMS);
    }
  }

  private static boolean isTime(String time) {
    if (DAY.matcher(time).matches()) {
      return true;
    }
    try {
      long unused =
          SampleTimes.of(Optional.of(ZoneOffset.UTC)).read(time.toCharArray(), 0, time.length());
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }
}
