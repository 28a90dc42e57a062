package nexus.telemetry.capture;

import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;

/** Rows without times that come again have times an interval apart, or are rejected. */
class RowsWithoutTimesTest {

  private static final String TIME = "2026-11-28T20:00:00Z";
  private static final Given ONCE = given("n1", null, TIME);
  private static final Given EVERY_15_S = new Given("n1", null, TIME, "15s", List.of());

  private static final String REJECTED =
      ": the row has no time, and one like it has that of time= already: give interval=, how far"
          + " apart they were taken, such as interval=15s, or a time to each";

  private static final String QUERY =
      """
      index, temperature.gpu
      0, 41
      1, 31
      0, 42
      1, 32
      0, 43
      1, 33
      """;

  private static final String SCRAPES =
      """
      # TYPE DCGM_FI_DEV_GPU_TEMP gauge
      DCGM_FI_DEV_GPU_TEMP{gpu="0",Hostname="n1"} 41
      DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n1"} 31
      # TYPE DCGM_FI_DEV_GPU_TEMP gauge
      DCGM_FI_DEV_GPU_TEMP{gpu="0",Hostname="n1"} 42
      DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n1"} 32
      """;

  @Test
  void rowsOfAGpuFollowEachOtherAtTheInterval() {
    Captured read = Captured.of(QUERY, EVERY_15_S, null);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 41.0",
            "n1/0 GPU_TEMP 20:00:15 42.0",
            "n1/0 GPU_TEMP 20:00:30 43.0",
            "n1/1 GPU_TEMP 20:00:00 31.0",
            "n1/1 GPU_TEMP 20:00:15 32.0",
            "n1/1 GPU_TEMP 20:00:30 33.0");
    assertThat(read.rejects()).isEmpty();
  }

  @Test
  void whereRowsStandGpuByGpuEachBeginsAtTheFirstTime() {
    Captured read =
        Captured.of(
            """
            index, temperature.gpu
            0, 41
            0, 42
            0, 43
            1, 31
            1, 32
            0, 44
            """,
            EVERY_15_S,
            null);
    Captured longRows =
        Captured.of(
            """
            gpu,metric,value
            0,temperature,41
            0,power_draw,100
            0,temperature,42
            0,power_draw,101
            1,temperature,31
            1,power_draw,102
            1,temperature,32
            """,
            EVERY_15_S,
            null);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 41.0",
            "n1/0 GPU_TEMP 20:00:15 42.0",
            "n1/0 GPU_TEMP 20:00:30 43.0",
            "n1/0 GPU_TEMP 20:00:45 44.0",
            "n1/1 GPU_TEMP 20:00:00 31.0",
            "n1/1 GPU_TEMP 20:00:15 32.0");
    assertThat(longRows.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 41.0",
            "n1/0 GPU_TEMP 20:00:15 42.0",
            "n1/0 POWER_USAGE 20:00:00 100.0",
            "n1/0 POWER_USAGE 20:00:15 101.0",
            "n1/1 GPU_TEMP 20:00:00 31.0",
            "n1/1 GPU_TEMP 20:00:15 32.0",
            "n1/1 POWER_USAGE 20:00:00 102.0");
  }

  private static String rows(String... keys) {
    StringBuilder csv = new StringBuilder("gpu,metric,value\n");
    int value = 0;
    for (String key : keys) {
      csv.append(key.charAt(0)).append(',').append(key.substring(1)).append(',').append(value++);
      csv.append('\n');
    }
    return csv.toString();
  }

  private static List<String> times(Captured read) {
    return read.samples().stream().map(one -> one.replaceFirst("n1/(.*) .*", "$1")).toList();
  }

  @Test
  void whereRowsStandMetricByMetricEachBeginsAtTheFirstTime() {
    Captured one = Captured.of(rows("0a", "0a", "0a", "0b", "0b", "0b"), EVERY_15_S, null);
    Captured scrapes =
        Captured.of(rows("0a", "1a", "0a", "1a", "0b", "1b", "0b", "1b"), EVERY_15_S, null);
    Captured blocks =
        Captured.of(rows("0a", "0b", "0a", "0b", "0c", "0d", "0c", "0d"), EVERY_15_S, null);
    Captured byMetricAndGpu =
        Captured.of(rows("0a", "0a", "1a", "1a", "0b", "0b", "1b", "1b"), EVERY_15_S, null);

    assertThat(times(one))
        .containsExactly(
            "0 a 20:00:00",
            "0 a 20:00:15",
            "0 a 20:00:30",
            "0 b 20:00:00",
            "0 b 20:00:15",
            "0 b 20:00:30");
    assertThat(times(scrapes))
        .containsExactly(
            "0 a 20:00:00",
            "0 a 20:00:15",
            "0 b 20:00:00",
            "0 b 20:00:15",
            "1 a 20:00:00",
            "1 a 20:00:15",
            "1 b 20:00:00",
            "1 b 20:00:15");
    assertThat(times(blocks))
        .containsExactly(
            "0 a 20:00:00",
            "0 a 20:00:15",
            "0 b 20:00:00",
            "0 b 20:00:15",
            "0 c 20:00:00",
            "0 c 20:00:15",
            "0 d 20:00:00",
            "0 d 20:00:15");
    assertThat(times(byMetricAndGpu)).isEqualTo(times(scrapes));
  }

  @Test
  void aSeriesThatComesLateIsOfItsScrape() {
    Captured first =
        Captured.of(
            rows("1a", "1b", "1a", "1b", "0a", "1a", "0b", "1b", "0a", "1a"), EVERY_15_S, null);
    Captured several =
        Captured.of(rows("0a", "1a", "0a", "2a", "1a", "0a", "2a", "1a"), EVERY_15_S, null);

    assertThat(times(first))
        .filteredOn(sample -> sample.startsWith("0 "))
        .containsExactly("0 a 20:00:30", "0 a 20:00:45", "0 b 20:00:30");
    assertThat(times(several))
        .filteredOn(sample -> sample.startsWith("2 a"))
        .containsExactly("2 a 20:00:15", "2 a 20:00:30");
    assertThat(first.rejects()).isEmpty();
    assertThat(several.rejects()).isEmpty();
  }

  @Test
  void aSeriesOfWhichNobodyKnowsWhenItBeginsIsRejected() {
    Captured end = Captured.of(rows("0a", "0a", "0a", "0b"), EVERY_15_S, null);
    Captured again = Captured.of(rows("0a", "0a", "0b", "0b", "0a"), EVERY_15_S, null);

    assertThat(end.accepted()).isEqualTo(3);
    assertThat(end.reasons())
        .singleElement()
        .asString()
        .startsWith("5: the row has no time, and nothing tells");
    assertThat(again.accepted()).isEqualTo(4);
    assertThat(again.reasons()).singleElement().asString().startsWith("6: the row has no time");
  }

  /** It may be the last of a scrape, or the first of the next. */
  @Test
  void aMetricThatComesLateBetweenTwoScrapesIsRejected() {
    Captured read =
        Captured.of(rows("0a", "0b", "0a", "0b", "0c", "0a", "0b", "0c"), EVERY_15_S, null);

    assertThat(times(read)).hasSize(6).noneMatch(sample -> sample.startsWith("0 c"));
    assertThat(read.reasons()).hasSize(2).allMatch(reason -> reason.contains("nothing tells"));
  }

  @Test
  void aGpuThatComesLateAndStandsFirstIsOfTheNextScrape() {
    StringBuilder text = new StringBuilder();
    StringBuilder csv = new StringBuilder("index, temperature.gpu\n");
    int value = 40;
    for (char gpu : "121201201".toCharArray()) {
      text.append("DCGM_FI_DEV_GPU_TEMP{gpu=\"").append(gpu).append("\",Hostname=\"n1\"} ");
      text.append(value).append('\n');
      csv.append(gpu).append(", ").append(value++).append('\n');
    }
    Captured read = Captured.of(text.toString(), EVERY_15_S, null);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:30 44.0",
            "n1/0 GPU_TEMP 20:00:45 47.0",
            "n1/1 GPU_TEMP 20:00:00 40.0",
            "n1/1 GPU_TEMP 20:00:15 42.0",
            "n1/1 GPU_TEMP 20:00:30 45.0",
            "n1/1 GPU_TEMP 20:00:45 48.0",
            "n1/2 GPU_TEMP 20:00:00 41.0",
            "n1/2 GPU_TEMP 20:00:15 43.0",
            "n1/2 GPU_TEMP 20:00:30 46.0");
    assertThat(read.rejects()).isEmpty();
    assertThat(Captured.of(csv.toString(), EVERY_15_S, null).samples()).isEqualTo(read.samples());
  }

  @Test
  void belowAnotherHeaderNobodyKnowsTheTimesOfRows() {
    Captured read =
        Captured.of(
            """
            index, temperature.gpu
            0, 41
            0, 42
            index, power.draw
            0, 100
            0, 101
            index, temperature.gpu
            0, 43
            """,
            EVERY_15_S,
            null);

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 41.0", "n1/0 GPU_TEMP 20:00:15 42.0");
    assertThat(read.reasons()).hasSize(3).allMatch(reason -> reason.contains("second capture"));
  }

  @Test
  void aGpuThatComesLateIsOfItsScrapeAlsoBehindOneAlone() {
    Captured csv =
        Captured.of(
            """
            index, temperature.gpu
            0, 41
            0, 42
            1, 32
            0, 43
            1, 33
            """,
            EVERY_15_S,
            null);
    Captured text =
        Captured.of(
            """
            DCGM_FI_DEV_GPU_TEMP{gpu="0",Hostname="n1"} 41
            DCGM_FI_DEV_GPU_TEMP{gpu="0",Hostname="n1"} 42
            DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n1"} 32
            DCGM_FI_DEV_GPU_TEMP{gpu="0",Hostname="n1"} 43
            DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n1"} 33
            """,
            EVERY_15_S,
            null);

    assertThat(csv.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 41.0",
            "n1/0 GPU_TEMP 20:00:15 42.0",
            "n1/0 GPU_TEMP 20:00:30 43.0",
            "n1/1 GPU_TEMP 20:00:15 32.0",
            "n1/1 GPU_TEMP 20:00:30 33.0");
    assertThat(text.samples()).isEqualTo(csv.samples());
    assertThat(csv.rejects()).isEmpty();
  }

  @Test
  void aRowOutOfTheOrderOfItsScrapeIsRejectedWithItsLine() {
    Captured read = Captured.of(rows("0a", "1a", "0a", "1a", "1a", "0a"), EVERY_15_S, null);

    assertThat(read.accepted()).isEqualTo(5);
    assertThat(read.reasons()).singleElement().asString().startsWith("7: the row has no time");
  }

  @Test
  void withoutAnIntervalTheFirstRowStandsAndTheOthersAreRejected() {
    Captured read = Captured.of(QUERY, ONCE, null);

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 41.0", "n1/1 GPU_TEMP 20:00:00 31.0");
    assertThat(read.reasons())
        .containsExactly("4" + REJECTED, "5" + REJECTED, "6" + REJECTED, "7" + REJECTED);
    assertThat(read.rejects()).allMatch(row -> row.column().equals("timestamp"));
  }

  @Test
  void scrapesThatWerePutTogetherAreNoOneScrape() {
    Captured once = Captured.of(SCRAPES, ONCE, null);
    Captured followed = Captured.of(SCRAPES, EVERY_15_S, null);

    assertThat(once.samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 41.0", "n1/1 GPU_TEMP 20:00:00 31.0");
    assertThat(once.reasons()).containsExactly("5" + REJECTED, "6" + REJECTED);
    assertThat(followed.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 41.0",
            "n1/0 GPU_TEMP 20:00:15 42.0",
            "n1/1 GPU_TEMP 20:00:00 31.0",
            "n1/1 GPU_TEMP 20:00:15 32.0");
  }

  @Test
  void rowsThatDifferInMetricLabelOrPodAreOfOneTime() {
    Captured read =
        Captured.of(
            """
            metric,gpu,pod,xid,value
            DCGM_FI_DEV_GPU_TEMP,0,,,41
            DCGM_FI_DEV_FB_USED,0,a,,1
            DCGM_FI_DEV_FB_USED,0,b,,2
            x,0,,31,3
            x,0,,45,4
            DCGM_FI_DEV_GPU_TEMP,0,,,42
            """,
            EVERY_15_S,
            null);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 FB_USED{pod=\"a\"} 20:00:00 1.0",
            "n1/0 FB_USED{pod=\"b\"} 20:00:00 2.0",
            "n1/0 GPU_TEMP 20:00:00 41.0",
            "n1/0 GPU_TEMP 20:00:15 42.0",
            "n1/0 x{xid=\"31\"} 20:00:00 3.0",
            "n1/0 x{xid=\"45\"} 20:00:00 4.0");
  }

  @Test
  void oneFieldUnderTwoNamesIsNoRepeat() {
    Captured read =
        Captured.of(
            """
            DCGM_FI_DEV_GPU_TEMP{gpu="0",Hostname="n1"} 41
            DCGM_FI_DEV_GPU_TEMP_CELSIUS{gpu="0",Hostname="n1"} 41
            """,
            ONCE,
            null);

    assertThat(read.accepted()).isEqualTo(2);
    assertThat(read.rejects()).isEmpty();
  }

  @Test
  void rowsWithTimesOfTheirOwnKeepThem() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu,temperature
            ,0,40
            2026-11-28T21:00:00Z,0,41
            ,0,42
            2026-11-28T21:00:00Z,1,43
            """,
            ONCE,
            null);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 40.0",
            "n1/0 GPU_TEMP 21:00:00 41.0",
            "n1/1 GPU_TEMP 21:00:00 43.0");
    assertThat(read.reasons()).containsExactly("4" + REJECTED);
  }

  @Test
  void whatIsMissedIsSaidAlsoWhereRowsComeAgain() {
    assertThatThrownBy(() -> Captured.of(QUERY))
        .isInstanceOfSatisfying(
            UnreadableCaptureException.class,
            e ->
                assertThat(e.report().missing().stream().map(CaptureReport.Missing::parameter))
                    .containsExactly("time", "host"));
    assertThatThrownBy(
            () ->
                Captured.of(SCRAPES.replace(",Hostname=\"n1\"", ""), given(null, null, TIME), null))
        .isInstanceOfSatisfying(
            UnreadableCaptureException.class,
            e ->
                assertThat(e.report().missing().stream().map(CaptureReport.Missing::parameter))
                    .containsExactly("host"));
  }

  @Test
  void anIntervalIsRefusedWhereRowsHaveTimes() {
    Given interval = new Given("n1", null, null, "15s", List.of());

    assertThatThrownBy(
            () -> Captured.of("timestamp,gpu,temperature\n" + TIME + ",0,40\n", interval, null))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("interval"));
    assertThatThrownBy(() -> Captured.of(QUERY, interval, null))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("time"));
  }

  @Test
  void aFileOfSuchRowsIsNotCutIntoParts() {
    byte[] beginning = QUERY.getBytes(StandardCharsets.UTF_8);

    assertThat(Capture.isSplittable(beginning, ONCE)).isFalse();
    assertThat(Capture.isSplittable(beginning, given("n1", null, null))).isTrue();
  }
}
