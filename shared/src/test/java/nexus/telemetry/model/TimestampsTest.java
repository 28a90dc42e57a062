package nexus.telemetry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

  @ParameterizedTest
  @CsvSource({
    "2025-07-18T20:42:34Z, 1752871354000",
    "2025-07-18T20:42:34+00:00, 1752871354000",
    "2025-07-18T20:42:34-00:00, 1752871354000",
    "2025-07-18t22:42:34.5+02:00, 1752871354500",
    "2025-07-18 20:42:34.123456789012345z, 1752871354123",
    "2024-02-29T00:00:00Z, 1709164800000",
    "2000-02-29T00:00:00Z, 951782400000",
    "1970-01-01T00:00:00Z, 0",
    "1969-12-31T23:30:00-01:00, 1800000",
    "2286-11-20T17:46:39.999Z, 9999999999999",
    "2016-12-31T23:59:60Z, 1483228800000",
    "2017-01-01T00:59:60.25+01:00, 1483228800250",
    "2025-07-18T22:42:34+0200, 1752871354000",
    "2025-07-18 20:42:34 UTC, 1752871354000",
    "0, 0",
    "0.001, 1",
    "9999999999, 9999999999000",
    "9999999999.9999, 9999999999999",
    "9999999999999, 9999999999999",
    "1752871354250999, 1752871354250",
    "1000000000000, 1000000000000",
    "2025/07/18 20:42:34Z, 1752871354000",
    "9223372036854775807, 9223372036854",
    "9999999999999999999, 9999999999999",
  })
  void everyFormIsTheSameInstant(String text, long ms) {
    assertThat(Timestamps.parse(text)).isEqualTo(ms);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1.",
        ".5",
        "1.5.5",
        "1e9",
        "0x1",
        "000000000000000001",
        "10000000000",
        "175287135425",
        "20250718204234",
        "175287135425099",
        "10000000000000000",
        "175287135425099900",
        "10000000000000000000",
        "1969-12-31T23:59:59.999Z",
        "2286-11-20T17:46:40Z",
        "2025-07-18T20:42:34",
        "2025-07-18T20:42:34ZZ",
        "2025-07-18T20:42:34Z ?",
        "2025-07-18T20:42:34+2:00",
        "2025-07-18T20:42:34+24:00",
        "2025-07-18T20:42:34+02:60",
        "2025-07-18T20:42:34.Z",
        "2025-07-18T20:42:60Z",
        "2025-07-18T23:59:61Z",
        "2025-07-18T20:60:34Z",
        "2025-07-18T24:00:00Z",
        "2025-07-18_20:42:34Z",
        "2025-7-18T20:42:34.0Z",
        "2025-00-18T20:42:34Z",
        "2025-07-00T20:42:34Z",
        "2025-04-31T20:42:34Z",
        "1900-02-29T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "٢٠٢٥-07-18T20:42:34Z",
      })
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> Timestamps.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("timestamp")
        .extracting(e -> ((InvalidInputException) e).field())
        .isEqualTo("timestamp");
  }

  @Test
  void partOfALongerTextIsReadInPlace() {
    char[] row = "a,2025-07-18T20:42:34Z,b".toCharArray();
    assertThat(Timestamps.parse(row, 2, 22)).isEqualTo(1752871354000L);
  }

  @Test
  void formatWritesMillisecondsOnlyWhereThereAreSome() {
    assertThat(Timestamps.format(1752871354000L)).isEqualTo("2025-07-18T20:42:34Z");
    assertThat(Timestamps.format(1752871354250L)).isEqualTo("2025-07-18T20:42:34.250Z");
  }

  @Property
  void whatIsFormattedIsReadBack(@ForAll @LongRange(max = Timestamps.MAX_MS) long ms) {
    assertThat(Timestamps.parse(Timestamps.format(ms))).isEqualTo(ms);
  }

  @Property
  void agreesWithJavaTime(
      @ForAll @LongRange(min = 86_400, max = 9_999_900_000L) long second,
      @ForAll @IntRange(max = 999_999_999) int nano,
      @ForAll @IntRange(min = -1079, max = 1079) int offsetMinutes) {
    ZoneOffset offset = ZoneOffset.ofTotalSeconds(offsetMinutes * 60);
    OffsetDateTime time = Instant.ofEpochSecond(second, nano).atOffset(offset);
    String text =
        time.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSxxx", Locale.ROOT));
    assertThat(Timestamps.parse(text)).isEqualTo(time.toInstant().toEpochMilli());
  }

  @Property
  void anyTextIsATimeOrRefused(@ForAll String text) {
    try {
      assertThat(Timestamps.parse(text)).isBetween(0L, Timestamps.MAX_MS);
    } catch (InvalidInputException e) {
      assertThat(e.field()).isEqualTo("timestamp");
    }
  }
}
