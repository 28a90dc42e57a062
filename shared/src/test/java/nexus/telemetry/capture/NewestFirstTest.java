package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Local times of the hour that comes twice, in files of either order, wherever they begin. */
class NewestFirstTest {

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    "2026-10-25T03:00:00Z, 2026-10-24T23:00:00Z",
    "2026-10-25T01:58:00Z, 2026-10-24T23:00:00Z",
    "2026-10-25T01:20:00Z, 2026-10-25T00:10:00Z",
    "2026-10-25T01:01:00Z, 2026-10-24T23:30:00Z",
    "2026-10-25T00:10:00Z, 2026-10-25T01:20:00Z",
    "2026-10-25T00:59:00Z, 2026-10-25T03:00:00Z",
    "2026-10-24T23:00:00Z, 2026-10-25T03:00:00Z",
    "2026-10-25T00:50:00Z, 2026-10-24T23:00:00Z",
    "2026-10-25T00:01:00Z, 2026-10-24T23:30:00Z",
    "2026-10-25T01:10:00Z, 2026-10-25T03:00:00Z",
    "2026-10-25T01:59:00Z, 2026-10-25T02:30:00Z",
    "2026-10-25T00:50:00Z, 2026-10-25T01:10:00Z",
    "2026-10-25T01:10:00Z, 2026-10-25T00:50:00Z",
  })
  void timesAreThoseAtWhichTheyWereTaken(String from, String to) {
    List<Instant> times = times(from, to);
    List<String> expected = new ArrayList<>();
    for (Instant time : times) {
      for (int gpu = 0; gpu < 2; gpu++) {
        expected.add("n1/" + gpu + " GPU_TEMP " + time.toString().replace("Z", "") + " 40.0");
      }
    }
    Captured read = read(times);

    assertThat(read.rejects()).isEmpty();
    assertThat(read.samples()).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Each minute, the last one left out. */
  private static List<Instant> times(String from, String to) {
    Instant last = Instant.parse(to);
    int step = last.isBefore(Instant.parse(from)) ? -60 : 60;
    List<Instant> times = new ArrayList<>();
    for (Instant time = Instant.parse(from); !time.equals(last); time = time.plusSeconds(step)) {
      times.add(time);
    }
    return times;
  }

  private static Captured read(List<Instant> times) {
    StringBuilder csv = new StringBuilder("timestamp,index,temperature.gpu\n");
    for (Instant time : times) {
      for (int gpu = 0; gpu < 2; gpu++) {
        csv.append(LOCAL.format(time)).append(',').append(gpu).append(",40\n");
      }
    }
    return Captured.of(
        csv.toString(), new Given("n1", null, null, null, List.of()), "Europe/Berlin");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-25T00:50:00Z, 2026-10-25T00:10:00Z",
    "2026-10-25T00:10:00Z, 2026-10-25T00:50:00Z",
    "2026-10-25T01:10:00Z, 2026-10-25T01:50:00Z",
    "2026-10-25T01:10:00Z, 2026-10-25T01:11:00Z",
  })
  void whereNothingTellsWhichOfTwoTimesTheRowsAreRejected(String from, String to) {
    Captured read = read(times(from, to));

    assertThat(read.accepted()).isZero();
    assertThat(read.reasons())
        .isNotEmpty()
        .allMatch(reason -> reason.contains("came twice") && reason.contains("offset such as"));
  }

  /** Half an hour passes on the clock, or an hour and a half. */
  @Test
  void aPauseBehindTheHourTellsNothing() {
    List<Instant> times = new ArrayList<>(times("2026-10-25T00:10:00Z", "2026-10-25T00:40:00Z"));
    times.add(Instant.parse("2026-10-25T02:10:00Z"));
    Captured read = read(times);

    assertThat(read.rejected()).isEqualTo(60);
    assertThat(read.samples()).hasSize(2).allMatch(sample -> sample.contains("02:10:00"));
  }
}
