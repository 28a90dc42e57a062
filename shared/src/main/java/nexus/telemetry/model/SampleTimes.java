package nexus.telemetry.model;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the times of a file's samples, row after row. What could be two times is none: it is
 * refused with the reason.
 *
 * <pre>
 * 2026-11-28T20:00:00.5+02:00   RFC 3339 with an offset: that instant, whatever the zone; also
 *                               with +0200, +02, UTC, +0000 UTC, and a comma for the point
 * 1795896000.5                  10 digits are seconds since 1970, 13 milliseconds, 16 microseconds,
 *                               19 nanoseconds; no other number of digits is taken; also with a
 *                               comma for the point
 * 2026-11-28 20:00:00.5         a local time, of the zone that was given with the file; also with T,
 * 2026/11/28 20:00:00           with slashes, and as YYYYMMDDhhmmss
 * 2026-11-28 20:00              the beginning of that minute, where none above has seconds; also
 *                               with an offset
 * </pre>
 *
 * <p>Nothing from before {@link #MIN_MS} is a sample's time: that is a clock that was never set, or
 * a number that is no time.
 *
 * <p>When clocks are put back, an hour's local times come twice. Behind a time that came once, a
 * series' doubled time is the earlier one as long as its times ascend, and the later one from where
 * they would stand still or go back. In a file that has the newest first it is the later one as
 * long as they descend, and the earlier one from where they would stand still or rise. The first
 * row of a series goes with the row before it in the file. Where that is of another time, as in a
 * file that stands GPU by GPU, nothing tells which of the two it is once the clocks may have been
 * put back, and it is refused. Where a file begins within that hour, whoever knows the rows behind
 * says which times its first ones are, or they are refused. Local times that were left out when
 * clocks were put forward are refused.
 */
public final class SampleTimes {

  /** Earliest time of a sample: 2000-01-01, epoch milliseconds. */
  public static final long MIN_MS = 946_684_800_000L;

  /** Stands for a local time that came twice; {@link #doubled} says which of the two it is. */
  public static final long DOUBLED = Long.MIN_VALUE;

  /** The parameter that gives the zone of local times. */
  public static final String ZONE = "tz";

  private static final int COMPACT_DIGITS = 14;

  /** Series whose last time is known while their times are doubled. */
  private static final int MOST_SERIES = 1 << 20;

  /** How far from the row before a series' first row may be and still go with it. */
  private static final long DISORDER_MS = 60_000;

  private final ZoneId zone;
  private final ZoneRules rules;

  /** Local times from here on, and before {@link #spanTo}, have the one offset {@link #spanMs}. */
  private long spanFrom;

  private long spanTo;
  private long spanMs;

  /** Whether an earlier row says in which of the two hours a doubled time would be. */
  private boolean settled;

  /** Whether the time read last has no seconds. */
  private boolean minute;

  /** Whether one was read that has. */
  private boolean seconds;

  private ZoneOffsetTransition back;
  private long doubledLocal;
  private final Map<Long, Long> lastOfSeries = new HashMap<>();

  /** Whether times descend in the file; of those that came twice. */
  private boolean newestFirst;

  /** Whether the time of the row before was doubled; then which it was, and its local time. */
  private boolean wasDoubled;

  private boolean wasSecond;
  private long wasLocal;

  /**
   * Whether times that came once ascend, above 0, or descend, below; those close by say nothing.
   */
  private int direction;

  /** The time that says so. */
  private long turnedLocal;

  /** The last time that came once, as if it were of UTC; the least long where there was none. */
  private long singleLocal = Long.MIN_VALUE;

  private SampleTimes(Optional<ZoneId> zone, boolean fromTheTop) {
    this.zone = zone.orElse(null);
    this.rules = zone.map(ZoneId::getRules).orElse(null);
    this.settled = fromTheTop;
  }

  /** Reads a file from its beginning on, local times as those of {@code zone}. */
  public static SampleTimes of(Optional<ZoneId> zone) {
    return new SampleTimes(zone, true);
  }

  /**
   * Reads a file from somewhere within it on. Which of two times its first rows have, where they
   * are doubled, cannot be told.
   */
  public static SampleTimes within(Optional<ZoneId> zone) {
    return new SampleTimes(zone, false);
  }

  /**
   * The zone of that IANA name, whatever its case; {@code Z} is UTC.
   *
   * @throws InvalidInputException with field {@link #ZONE} when there is none
   */
  public static ZoneId zone(String name) {
    Set<String> known = ZoneId.getAvailableZoneIds();
    String wanted = name.equalsIgnoreCase("Z") ? "UTC" : name;
    return known.contains(wanted)
        ? ZoneId.of(wanted)
        : known.stream()
            .filter(wanted::equalsIgnoreCase)
            .findFirst()
            .map(ZoneId::of)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        ZONE,
                        "tz is no IANA time zone: it must be a name such as Europe/Berlin or UTC"));
  }

  /**
   * Reads a time.
   *
   * @param text holds the time, without blanks around it, from {@code from} (inclusive) to {@code
   *     to} (exclusive)
   * @return epoch milliseconds, {@link #MIN_MS} to {@link Timestamps#MAX_MS}, or {@link #DOUBLED}
   * @throws InvalidInputException with field {@code timestamp} when it is no time, or out of
   *     bounds; with field {@link #ZONE} when it is a local time and no zone was given
   */
  public long read(char[] text, int from, int to) {
    if (from >= to) {
      throw new InvalidInputException(Timestamps.FIELD, "the timestamp is missing");
    }
    long ms;
    minute = false;
    try {
      ms = Timestamps.isDate(text, from, to) ? date(text, from, to) : number(text, from, to);
    } catch (InvalidInputException e) {
      throw e.getMessage().equals(Timestamps.MALFORMED)
          ? OtherTimes.refused(new String(text, from, to - from))
          : e;
    }
    return ms == DOUBLED ? ms : bounded(ms);
  }

  /**
   * Whether the time read last has no seconds: the samples of a series may come more often, and
   * only seem to be of one time.
   */
  public boolean isOfMinute() {
    return minute;
  }

  private long date(char[] text, int from, int to) {
    if (Timestamps.lacksSeconds(text, from, to)) {
      if (seconds) {
        throw new InvalidInputException(
            Timestamps.FIELD,
            "the timestamp has no seconds, and others of the file have: write hh:mm:ss");
      }
      char[] whole = Timestamps.withSeconds(text, from, to);
      long ms = date(whole, 0, whole.length);
      minute = true;
      seconds = false;
      return ms;
    }
    seconds = true;
    int offset = Timestamps.endOfClock(text, from, to);
    if (offset < to) {
      return Timestamps.toInstant(text, from, offset, to);
    } else if (text[from + 17] == '6') {
      throw Timestamps.malformed();
    }
    return instant(Timestamps.asUtc(text, from, to));
  }

  private long number(char[] text, int from, int to) {
    int point = Timestamps.endOfDigits(text, from, to);
    if (point - from == COMPACT_DIGITS) {
      if (text[from + 12] == '6') {
        throw Timestamps.malformed();
      }
      return instant(Timestamps.compactAsUtc(text, from, to));
    }
    long ms = Timestamps.fromEpoch(text, from, point, to);
    if (ms == Timestamps.NO_UNIT) {
      throw Timestamps.noUnit(point - from);
    }
    return ms;
  }

  private static long bounded(long ms) {
    if (ms < MIN_MS) {
      throw new InvalidInputException(
          Timestamps.FIELD, "the timestamp lies before 2000: no sample is that old");
    } else if (ms > Timestamps.MAX_MS) {
      throw Timestamps.outOfBounds();
    }
    return ms;
  }

  /**
   * The instant of a local time.
   *
   * @param local the local time as if it were of UTC, epoch milliseconds
   */
  private long instant(long local) {
    if (rules == null) {
      throw new InvalidInputException(
          ZONE,
          "the timestamp has no zone: end it with Z or an offset such as +02:00, or give tz=, the"
              + " zone of such times, such as tz=Europe/Berlin");
    } else if (local < spanFrom || local >= spanTo) {
      LocalDateTime time = local(local);
      ZoneOffsetTransition change = rules.getTransition(time);
      if (change != null) {
        return atChange(change, local);
      }
      enterSpan(time);
    }
    settled = true;
    wasDoubled = false;
    if (singleLocal == Long.MIN_VALUE) {
      turnedLocal = local;
    } else if (Math.abs(local - turnedLocal) > DISORDER_MS) {
      direction = Long.signum(local - turnedLocal);
      turnedLocal = local;
    }
    singleLocal = local;
    return local - spanMs;
  }

  private long atChange(ZoneOffsetTransition change, long local) {
    if (change.isGap()) {
      throw new InvalidInputException(
          Timestamps.FIELD,
          "the timestamp is none in " + zone + ": clocks were put forward over that time");
    }
    if (!change.equals(back)) {
      back = change;
      lastOfSeries.clear();
      wasDoubled = false;
      newestFirst = direction <= 0 && singleLocal >= asUtc(change.getDateTimeBefore());
    }
    doubledLocal = local;
    return DOUBLED;
  }

  /** Finds the local times around {@code time} that have its offset and come once. */
  private void enterSpan(LocalDateTime time) {
    ZoneOffset offset = rules.getOffset(time);
    Instant instant = time.toInstant(offset);
    ZoneOffsetTransition before = rules.previousTransition(instant.plusMillis(1));
    ZoneOffsetTransition after = rules.nextTransition(instant);
    spanMs = offset.getTotalSeconds() * 1000L;
    spanFrom =
        before == null
            ? Long.MIN_VALUE
            : Math.max(asUtc(before.getDateTimeBefore()), asUtc(before.getDateTimeAfter()));
    spanTo =
        after == null
            ? Long.MAX_VALUE
            : Math.min(asUtc(after.getDateTimeBefore()), asUtc(after.getDateTimeAfter()));
  }

  /**
   * The time that was {@linkplain #DOUBLED doubled} when it was read last.
   *
   * @param series stands for the row's series: rows that differ in time and value alone have the
   *     same
   * @throws InvalidInputException with field {@code timestamp} when that cannot be told
   */
  public long doubled(long series) {
    if (!settled) {
      throw unclear("what is read begins there");
    }
    long earlier = doubledLocal - back.getOffsetBefore().getTotalSeconds() * 1000L;
    long later = doubledLocal - back.getOffsetAfter().getTotalSeconds() * 1000L;
    long first = newestFirst ? later : earlier;
    Long last = lastOfSeries.get(series);
    boolean isSecond =
        last == null ? isSecondOfNewSeries() : newestFirst ? first >= last : first <= last;
    long time = isSecond ? earlier + later - first : first;
    if (last != null || lastOfSeries.size() < MOST_SERIES) {
      lastOfSeries.put(series, time);
    }
    wasDoubled = true;
    wasSecond = isSecond;
    wasLocal = doubledLocal;
    return bounded(time);
  }

  /**
   * Whether a series that has no time within the hour yet begins with the one that comes second.
   *
   * @throws InvalidInputException where rows of other series are behind the hour already, or in it
   *     and far away: the series may stand below them, or have begun late
   */
  private boolean isSecondOfNewSeries() {
    if (!wasDoubled) {
      boolean behind = singleLocal != Long.MIN_VALUE && sideOfHour(singleLocal) > 0;
      boolean before = singleLocal != Long.MIN_VALUE && sideOfHour(singleLocal) < 0;
      if (newestFirst ? before : behind) {
        throw unclear("rows above are behind that hour already");
      }
      return false;
    }
    long ahead = newestFirst ? wasLocal - doubledLocal : doubledLocal - wasLocal;
    if (Math.abs(ahead) <= DISORDER_MS) {
      return wasSecond;
    } else if (ahead < 0 || wasSecond) {
      throw unclear("the row above is of another time in that hour");
    }
    return false;
  }

  private InvalidInputException unclear(String why) {
    return new InvalidInputException(
        Timestamps.FIELD,
        "the timestamp came twice in "
            + zone
            + " when clocks were put back, and "
            + why
            + ": nothing tells which of the two it is. Send these rows with an offset such as +02:00,"
            + " or from the hour before on as a file of their own");
  }

  /**
   * Whether the file begins with the time that is {@linkplain #DOUBLED doubled} and was read last:
   * no time before tells which of the two it is, nor in which order those of the file are.
   */
  public boolean isHourBegun() {
    return settled && singleLocal == Long.MIN_VALUE && lastOfSeries.isEmpty();
  }

  /**
   * On which side of the hour that came twice a local time is: below 0 before it, above 0 behind.
   *
   * @param local as if it were of UTC, epoch milliseconds
   */
  public int sideOfHour(long local) {
    if (local < asUtc(back.getDateTimeAfter())) {
      return -1;
    }
    return local < asUtc(back.getDateTimeBefore()) ? 0 : 1;
  }

  /**
   * Says of a file that begins within that hour which times its first ones are.
   *
   * @param descending whether the newest come first
   * @param later whether they are the later ones
   */
  public void beginHour(boolean descending, boolean later) {
    newestFirst = descending;
    wasDoubled = true;
    wasSecond = later != descending;
    wasLocal = doubledLocal;
  }

  /** Nobody knows which times they are. */
  public void beginHourUnknown() {
    settled = false;
  }

  private static LocalDateTime local(long ms) {
    int nanos = (int) Math.floorMod(ms, 1000L) * 1_000_000;
    return LocalDateTime.ofEpochSecond(Math.floorDiv(ms, 1000L), nanos, ZoneOffset.UTC);
  }

  private static long asUtc(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC) * 1000;
  }
}
