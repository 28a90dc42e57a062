package nexus.telemetry.capture.dmon;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.capture.file.CaptureReport.Missing;
import nexus.telemetry.capture.file.Describing;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;

/**
 * The times of a dmon's rows, which say them wholly, in part, or not at all.
 *
 * <pre>
 * row has        given                     time of the row
 * date, time     (tz=)                     that one
 * time           time=2026-11-28 (tz=)     at that time of day; past midnight the day is the next
 *                time=2026-11-28T20:00:00Z likewise, in the zone in which that is the first row's
 * nothing        time=… interval=5s        of the first row, and intervals later, by
 *                                          {@link DmonIntervals}
 * </pre>
 */
public final class DmonTimes {

  /** How long dmon waits between rows when nobody says otherwise. */
  private static final long USUAL_INTERVAL_MS = 1000;

  private static final String FIELD = "time";
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final String TIME_OF_DAY = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?";
  private static final Pattern CLOCK = Pattern.compile(TIME_OF_DAY);
  private static final Pattern DATE_AND_CLOCK =
      Pattern.compile("(\\d{4})[-/]?(\\d\\d)[-/]?(\\d\\d) (" + TIME_OF_DAY + ")");
  private static final Pattern OFFSET = Pattern.compile(".{19}[.\\d]*([-+]\\d\\d:\\d\\d)");
  private static final int SECONDS_A_DAY = 86_400;

  /** Seconds within which a time that is given is that of the first row. */
  private static final int ABOUT_THE_SAME_SECONDS = 3_600;

  private static final int HALF_A_DAY = SECONDS_A_DAY / 2;
  private static final int QUARTER_OF_AN_HOUR = 900;

  private final Given given;
  private final Optional<ZoneId> zone;

  /** Of rows with a time of day: the day, what follows the time, and the second of the day. */
  private LocalDate day;

  private String offset = "";
  private int second;

  /** Of rows without any; null until the first one comes. */
  private DmonIntervals intervals;

  private String lastDate = "";
  private String lastClock = "";
  private String last = "";

  public DmonTimes(Given given, Optional<ZoneId> zone) {
    this.given = given;
    this.zone = zone;
  }

  /** How what the rows do not say is given. */
  public static Missing missing(DmonHeader header) {
    return header.hasTime()
        ? new Missing(
            "day of the first row", FIELD, "time=DAY, such as time=2026-11-28, with its zone tz=")
        : new Missing(
            "time of the first row",
            FIELD,
            "time=TIME, such as time=2026-11-28T20:00:00Z, and interval=, such as interval=5s,"
                + " unless rows are 1 s apart");
  }

  /**
   * Whether a row has a time, given what is given.
   *
   * @throws InvalidInputException when what is given is no time
   */
  boolean isKnown(DmonHeader header) {
    if (header.hasDate()) {
      return true;
    } else if (given.time() == null) {
      return false;
    } else if (header.hasTime()) {
      firstDay(0);
    } else if (needsZone(header) == null) {
      firstInstant();
    }
    return true;
  }

  /** What is given as the first row's time where that needs a zone; null where it needs none. */
  String needsZone(DmonHeader header) {
    if (header.hasDate() || given.time() == null || zone.isPresent()) {
      return null;
    }
    String time = isDay() && header.hasTime() ? given.time() + " 00:00:00" : given.time();
    return Describing.isLocal(time) ? time : null;
  }

  private boolean isDay() {
    return DAY.matcher(given.time()).matches();
  }

  /**
   * The time of a row with a date and a time of day.
   *
   * @throws InvalidInputException when they are none
   */
  public String of(String date, String clock) {
    if (!date.equals(lastDate) || !clock.equals(lastClock)) {
      String time = spelled(date + ' ' + clock);
      if (time == null) {
        throw invalid("the row has no date YYYYMMDD and time HH:MM:SS where these belong");
      }
      last = time;
      lastDate = date;
      lastClock = clock;
    }
    return last;
  }

  /** A date and a time of day as times are spelled elsewhere; null where they are none. */
  static String spelled(String dateAndClock) {
    Matcher parts = DATE_AND_CLOCK.matcher(dateAndClock);
    return parts.matches()
        ? parts.group(1) + '-' + parts.group(2) + '-' + parts.group(3) + ' ' + parts.group(4)
        : null;
  }

  /**
   * The time of a row with a time of day.
   *
   * @throws InvalidInputException when it is none, or no day is given
   */
  public String of(String clock) {
    if (!clock.equals(lastClock) || !lastDate.isEmpty()) {
      if (!CLOCK.matcher(clock).matches()) {
        throw invalid("the row has no time HH:MM:SS where that belongs");
      }
      int now = LocalTime.parse(clock).toSecondOfDay();
      if (day == null) {
        requireTime("day");
        day = firstDay(now);
      } else if (second - now > HALF_A_DAY) {
        day = day.plusDays(1);
      }
      second = now;
      lastDate = "";
      lastClock = clock;
      last = day + " " + clock + offset;
    }
    return last;
  }

  /**
   * The time of a row without any.
   *
   * @param instance the number of its MIG instance; empty for a whole GPU
   * @param part the number of its compute instance; empty for a whole instance
   * @throws InvalidInputException when no time of the first row is given, or nobody knows it
   */
  String ofRow(String gpu, String instance, String part) {
    if (intervals == null) {
      requireTime("time");
      intervals = new DmonIntervals(firstInstant(), given.intervalMs(USUAL_INTERVAL_MS));
    }
    return intervals.of(gpu, instance, part);
  }

  /** Whether the time of some row was worked out from the one that is given. */
  boolean areCounted() {
    return intervals != null || day != null;
  }

  private void requireTime(String what) {
    if (given.time() == null) {
      throw invalid("the row has no " + what + ": that of the first such row is given by time=");
    }
  }

  /** The day of the first row, whose time of day is {@code now}; with the offset of all rows. */
  private LocalDate firstDay(int now) {
    if (isDay()) {
      try {
        return LocalDate.parse(given.time());
      } catch (DateTimeException e) {
        throw invalid("time is no day there is: " + given.time());
      }
    }
    LocalDateTime said;
    ZoneOffset written = null;
    if (Describing.isLocal(given.time())) {
      // As if it were of UTC: the time of day is what counts.
      said = LocalDateTime.ofEpochSecond(read(ZoneOffset.UTC) / 1000, 0, ZoneOffset.UTC);
    } else {
      Instant instant = Instant.ofEpochMilli(read(ZoneOffset.UTC));
      Matcher parts = OFFSET.matcher(given.time());
      written = parts.matches() ? ZoneOffset.of(parts.group(1)) : ZoneOffset.UTC;
      said = LocalDateTime.ofInstant(instant, zone.orElse(written));
      written = zone.isPresent() ? null : written;
    }
    int behind = said.toLocalTime().toSecondOfDay() - now;
    LocalDate nearest = said.toLocalDate();
    int apart = Math.min(Math.abs(behind), SECONDS_A_DAY - Math.abs(behind));
    boolean isMidnight = said.toLocalTime().equals(LocalTime.MIDNIGHT);
    if (written == null && (isMidnight || apart > ABOUT_THE_SAME_SECONDS)) {
      return nearest; // it says the day, not when the first row was taken
    }
    if (behind > HALF_A_DAY) {
      nearest = nearest.plusDays(1);
      behind -= SECONDS_A_DAY;
    } else if (behind <= -HALF_A_DAY) {
      nearest = nearest.minusDays(1);
      behind += SECONDS_A_DAY;
    }
    if (written != null) {
      offset = offset(written, behind);
    }
    return nearest;
  }

  /** The offset in which the first row's time of day is that of the instant that is given. */
  private static String offset(ZoneOffset written, int behind) {
    int moved = (int) Math.rint((double) behind / QUARTER_OF_AN_HOUR) * QUARTER_OF_AN_HOUR;
    Duration seconds = Duration.ofSeconds((long) written.getTotalSeconds() - moved);
    Duration size = seconds.abs();
    String sign = seconds.isNegative() ? "-" : "+";
    return sign + "%02d:%02d".formatted(size.toHours(), size.toMinutesPart());
  }

  private long firstInstant() {
    if (isDay()) {
      throw invalid("time is a day: the time of the first row is needed, too");
    }
    return read(zone.orElse(null));
  }

  private long read(ZoneId in) {
    char[] characters = given.time().toCharArray();
    long found;
    try {
      found = SampleTimes.of(Optional.ofNullable(in)).read(characters, 0, characters.length);
    } catch (InvalidInputException e) {
      boolean zoneLacks = e.field().equals(SampleTimes.ZONE);
      throw zoneLacks ? e : invalid(e.getMessage().replaceFirst("the timestamp", "time="));
    }
    if (found == SampleTimes.DOUBLED) {
      throw invalid("time came twice in " + in + ": give it with an offset such as +02:00");
    }
    return found;
  }

  private static InvalidInputException invalid(String message) {
    return new InvalidInputException(FIELD, message);
  }
}
