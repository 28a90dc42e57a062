package nexus.telemetry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTimesTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** 2026-11-28T20:00:00Z, to which each line of the table adds its number less two. */
  private static final long TABLE_MS = 1_795_896_000_000L;

  private static long read(String text, ZoneId zone) {
    char[] characters = text.toCharArray();
    return SampleTimes.of(Optional.ofNullable(zone)).read(characters, 0, characters.length);
  }

  /**
   * What tools write as a time. {@code UTC} is taken in that zone and refused without one, {@code
   * any} is taken in whatever zone, {@code none} is refused.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UTC  |  0 | 2026-11-28T20:00:00",
        "UTC  |  1 | 2026-11-28 20:00:01",
        "UTC  |  2.123 | 2026/11/28 20:00:02.123",
        "any  | -7197 | 2026-11-28T20:00:03+0200",
        "any  |  4 | 2026-11-28 20:00:04 UTC",
        "any  |  5 | 2026-11-28 20:00:05 +0000 UTC",
        "any  |  6.123 | 2026-11-28T20:00:06.123456789Z",
        "none |  7 | 11/28/2026 20:00:07",
        "none |  8 | 28.11.2026 20:00:08",
        "none |  9 | Sat Nov 28 20:00:09 2026",
        "UTC  | 10 | 20261128200010",
        "none | 11 | 20261128",
        "none | 12 | 20261128T200012Z",
        "any  | 13 | 1795896013",
        "any  | 14.5 | 1795896014.5",
        "any  | 15.123 | 1795896015123",
        "any  | 16.123 | 1795896016123456",
        "any  | 17.123 | 1795896017123456789",
        "none | 18 | 1.795896018E9",
        "any  | 19.5 | 1795896019,5",
        "none | 19 | 1795896019,",
        "none | 20 | 12.5",
        "none | 21 | 46354.83",
        "any  | -3577.877 | 2026-11-28T20:00:22,123456789+01:00",
        "any  | 23 | 2026-11-28T20:00:23-00:00",
        "none | 24 | 2026-11-28T24:00:00Z",
        "any  |  0 | 2026-11-28T20:00Z",
        "any  |  0 | 2026/11/28 22:00 +02:00",
        "UTC  |  0 | 2026-11-28 20:00",
        "none | 25 | 2026-11-28T20Z",
        "none | 25 | 2026-11-28 20:0",
        "none | 26 | 638999999999999999",
        "none | 27 | 2026",
        "any  | -19772 | 2026-11-28T20:00:28+05:30",
        "any  | -7171 | 2026-11-28T20:00:29 +02:00",
        "none | 30 | 2026-11-28T20:00:30[Europe/Berlin]",
        "any  | -3569 | 2026-11-28T20:00:31+01",
        "none | 32 | 0",
        "none | 33 | -1",
        "UTC  | 34 | 2026/11/28 20:00:34",
        "UTC  | 35.25 | 20261128200035.25",
        "none | 36 | 2026-11-28T20:00:36.",
        "none | 37 | 2026-11-28",
        "UTC  | 38.5 | 2026-11-28 20:00:38,5",
        "none | 39 | 2026-11-28 20:00:39 CET",
        "none | 40 | 2026-11-28 20:00:40 +0100 UTC",
        "none | 41 | 2026-11-28 20:00:41 +0100 CET",
        "none | 42 | 2026-11-28 20:00:42+0000UTC",
        "none | 43 | 2026-11-28 20:00:43  UTC",
        "none | 44 | 2026-11-28 20:00:44 02:00",
        "none | 45 | 2026-11-28 20:00:45,",
      })
  void aTimeIsThatVeryTimeOrRefused(String taken, double seconds, String text) {
    for (ZoneId zone : new ZoneId[] {null, ZoneId.of("UTC"), ZoneId.of("Asia/Tokyo")}) {
      boolean utc = zone != null && zone.getId().equals("UTC");
      if (taken.equals("any") || (taken.equals("UTC") && utc)) {
        assertThat(read(text, zone)).isEqualTo(TABLE_MS + Math.round(seconds * 1000));
      } else if (taken.equals("UTC") && zone != null) {
        assertThat(read(text, zone))
            .isEqualTo(TABLE_MS + Math.round(seconds * 1000) - 9 * 3_600_000);
      } else {
        assertThatThrownBy(() -> read(text, zone))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("timestamp")
            .extracting(e -> ((InvalidInputException) e).field())
            .isEqualTo(taken.equals("UTC") ? "tz" : "timestamp");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1999-12-31T23:59:59.999Z",
        "2000-01-01T00:30:00+01:00",
        "0946684799",
        "0946684799999",
        "1999-12-31 23:59:59",
        "19991231235959",
        "1970-01-01T00:00:00Z"
      })
  void nothingFromBefore2000IsTheTimeOfASample(String text) {
    assertThatThrownBy(() -> read(text, ZoneId.of("UTC"))).hasMessageContaining("before 2000");
  }

  @Test
  void theFirstMomentOf2000IsOne() {
    assertThat(read("2000-01-01T00:00:00Z", null)).isEqualTo(SampleTimes.MIN_MS);
    assertThat(read("0946684800", null)).isEqualTo(SampleTimes.MIN_MS);
    assertThat(read("2000-01-01 01:00:00", BERLIN)).isEqualTo(SampleTimes.MIN_MS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Berlin", "+02:00", "UTC+2", "", "../x"})
  void aZoneIsAnIanaName(String name) {
    assertThatThrownBy(() -> SampleTimes.zone(name))
        .isInstanceOf(InvalidInputException.class)
        .extracting(e -> ((InvalidInputException) e).field())
        .isEqualTo("tz");
  }

  @Property
  void everyInstantRoundTrips(
      @ForAll @LongRange(min = SampleTimes.MIN_MS, max = Timestamps.MAX_MS) long ms) {
    assertThat(read(Timestamps.format(ms), null)).isEqualTo(ms);
    assertThat(read(Timestamps.format(ms), BERLIN)).isEqualTo(ms);
  }

  @Property
  void anOffsetIsThatOfJavaTime(
      @ForAll @LongRange(min = 946_800_000L, max = 9_999_900_000L) long second,
      @ForAll @IntRange(max = 999_999_999) int nano,
      @ForAll @IntRange(min = -1079, max = 1079) int offsetMinutes) {
    OffsetDateTime time =
        Instant.ofEpochSecond(second, nano).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
    String text =
        time.format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSSxxx", Locale.ROOT));
    assertThat(read(text, BERLIN)).isEqualTo(time.toInstant().toEpochMilli());
  }

  /**
   * In whatever order local times come: each is what java.time says, or one of the two it says, or
   * refused where it came twice.
   */
  @Property
  void aLocalTimeIsThatOfJavaTime(
      @ForAll("zones") ZoneId zone, @ForAll("localTimes") List<LocalDateTime> times) {
    SampleTimes reader = SampleTimes.of(Optional.of(zone));
    DateTimeFormatter format = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss.SSS", Locale.ROOT);
    for (LocalDateTime time : times) {
      char[] text = time.format(format).toCharArray();
      List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
      if (offsets.isEmpty()) {
        assertThatThrownBy(() -> reader.read(text, 0, text.length)).hasMessageContaining("is none");
        continue;
      }
      long read = reader.read(text, 0, text.length);
      assertThat(read == SampleTimes.DOUBLED).isEqualTo(offsets.size() == 2);
      try {
        long ms = read == SampleTimes.DOUBLED ? reader.doubled(1) : read;
        assertThat(offsets.stream().map(offset -> time.toInstant(offset).toEpochMilli()))
            .contains(ms);
      } catch (InvalidInputException e) {
        assertThat(offsets).hasSize(2);
        assertThat(e).hasMessageContaining("offset such");
      }
    }
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Africa/Casablanca",
            "Asia/Kolkata",
            "Pacific/Apia",
            "UTC")
        .map(ZoneId::of);
  }

  /** Mostly of the hours around a change of clocks. */
  @Provide
  Arbitrary<List<LocalDateTime>> localTimes() {
    Arbitrary<LocalDateTime> changes =
        Combinators.combine(
                Arbitraries.of(
                    "2026-10-25T02:00",
                    "2026-03-29T02:00",
                    "2026-11-01T01:00",
                    "2026-03-08T02:00",
                    "2026-04-05T01:45",
                    "2026-10-04T02:00",
                    "2011-12-30T00:00"),
                Arbitraries.integers().between(-10_000_000, 10_000_000))
            .as((change, ms) -> LocalDateTime.parse(change).plusNanos(ms * 1_000_000L));
    Arbitrary<LocalDateTime> any =
        Arbitraries.longs()
            .between(946_800_000L, 4_000_000_000L)
            .map(second -> LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC));
    return Arbitraries.oneOf(changes, any).list().ofMaxSize(30);
  }

  /** A day of scrapes, each GPU at its own pace, over the hour that comes twice. */
  @Property(tries = 50)
  void aSeriesThatGoesOnIsNeverAnHourOff(
      @ForAll @IntRange(min = 1, max = 3_600) int step,
      @ForAll @IntRange(min = 1, max = 4) int gpus) {
    SampleTimes reader = SampleTimes.of(Optional.of(BERLIN));
    long start = Instant.parse("2026-10-24T22:00:00Z").toEpochMilli();
    DateTimeFormatter format = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    for (long ms = start; ms < start + 6 * 3_600_000; ms += step * 1000L) {
      char[] text = format.format(Instant.ofEpochMilli(ms).atZone(BERLIN)).toCharArray();
      for (int gpu = 0; gpu < gpus; gpu++) {
        long read = reader.read(text, 0, text.length);
        assertThat(read == SampleTimes.DOUBLED ? reader.doubled(gpu) : read).isEqualTo(ms);
      }
    }
  }

  /** The same with the newest first. */
  @Property(tries = 50)
  void aSeriesThatGoesBackIsNeverAnHourOff(
      @ForAll @IntRange(min = 1, max = 3_600) int step,
      @ForAll @IntRange(min = 1, max = 4) int gpus) {
    SampleTimes reader = SampleTimes.of(Optional.of(BERLIN));
    long end = Instant.parse("2026-10-25T04:00:00Z").toEpochMilli();
    DateTimeFormatter format = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    for (long ms = end; ms > end - 6 * 3_600_000; ms -= step * 1000L) {
      char[] text = format.format(Instant.ofEpochMilli(ms).atZone(BERLIN)).toCharArray();
      for (int gpu = 0; gpu < gpus; gpu++) {
        long read = reader.read(text, 0, text.length);
        assertThat(read == SampleTimes.DOUBLED ? reader.doubled(gpu) : read).isEqualTo(ms);
      }
    }
  }

  /** Rows of a file as {@code series local-time expected-UTC}; {@code ?} where nobody knows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // GPU by GPU, of which the second begins within the hour
        "0 01:30 23:30, 0 02:30 00:30, 0 02:45 00:45, 0 03:00 02:00, 1 02:30 ?, 1 02:45 ?, 1 03:00 02:00",
        // and before it
        "0 01:30 23:30, 0 02:30 00:30, 0 03:00 02:00, 1 01:30 23:30, 1 02:30 00:30, 1 02:10 01:10",
        // and of which the first begins behind it
        "0 03:00 02:00, 0 03:15 02:15, 1 02:30 ?, 1 02:45 ?, 1 03:00 02:00",
        // and that goes through it twice
        "0 01:55 23:55, 0 02:30 00:30, 0 02:00 01:00, 0 02:15 01:15, 1 02:30 ?, 1 02:00 ?",
        // time by time, with a series that comes late
        "0 01:55 23:55, 0 02:05 00:05, 1 02:05 00:05, 2 02:15 00:15, 0 02:15 00:15, 0 02:05 01:05, 3 02:05 01:05",
        // newest first, time by time and GPU by GPU
        "0 03:05 02:05, 1 03:05 02:05, 0 02:55 01:55, 1 02:55 01:55, 0 02:55 00:55, 1 02:55 00:55",
        "0 03:05 02:05, 0 02:55 01:55, 0 01:55 23:55, 1 02:55 ?, 1 01:55 23:55",
      })
  void aSeriesThatBeginsWithinTheHourIsNeverAnHourOff(String rows) {
    SampleTimes reader = SampleTimes.of(Optional.of(BERLIN));
    for (String row : rows.split(", ", -1)) {
      String[] said = row.split(" ", -1);
      char[] text = ("2026-10-25 " + said[1] + ":00").toCharArray();
      long read = reader.read(text, 0, text.length);
      long series = Long.parseLong(said[0]);
      if (said[2].equals("?")) {
        assertThat(read).isEqualTo(SampleTimes.DOUBLED);
        assertThatThrownBy(() -> reader.doubled(series))
            .as(row)
            .hasMessageContaining("offset such");
      } else {
        long ms = read == SampleTimes.DOUBLED ? reader.doubled(series) : read;
        assertThat(Instant.ofEpochMilli(ms).toString()).as(row).contains("T" + said[2]);
      }
    }
  }

  @Test
  void aPartThatBeginsInTheDoubledHourDoesNotGuess() {
    SampleTimes reader = SampleTimes.within(Optional.of(BERLIN));
    char[] doubled = "2026-10-25 02:30:00".toCharArray();
    char[] before = "2026-10-25 01:59:59".toCharArray();

    assertThat(reader.read(doubled, 0, doubled.length)).isEqualTo(SampleTimes.DOUBLED);
    assertThatThrownBy(() -> reader.doubled(1)).hasMessageContaining("came twice");

    reader.read(before, 0, before.length);
    reader.read(doubled, 0, doubled.length);
    assertThat(Instant.ofEpochMilli(reader.doubled(1))).isEqualTo("2026-10-25T00:30:00Z");
  }

  @Property
  void anyTextIsATimeOrRefused(@ForAll String text) {
    try {
      assertThat(read(text, BERLIN)).isBetween(SampleTimes.MIN_MS, Timestamps.MAX_MS);
    } catch (InvalidInputException e) {
      assertThat(e.field()).isEqualTo("timestamp");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "28 Nov 2026 20:00:00 | month in words",
        "Sat Nov 28 20:00:09 2026 | month in words",
        "28. M\u00E4rz 2026 20:00 | month in words",
        "2026-11-28 08:00:00 PM | AM or PM",
        "2026-11-28 | is a day",
        "2026-11-28 8:05:01 | of one digit",
        "2026-11-28 20 | of one digit, or no minutes",
        "2026-11-31 20:00:00 | that there is not",
        "=A1 | a spreadsheet's formula",
        "46354.83 | as a spreadsheet counts days",
      })
  void aReasonSaysWhatItLooksLike(String text, String look) {
    assertThatThrownBy(() -> read(text, ZoneOffset.UTC))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(look);
  }
}
