package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Times without seconds are those of their minute, unless seconds were left out. */
class MinutesTest {

  @Test
  void aMinuteIsItsBeginning() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu,Hostname,temperature
            2026-11-28 20:00,0,n1,40
            2026-11-28 20:00,1,n1,41
            2026-11-28T20:01Z,0,n1,42
            """,
            Captured.HOST,
            "UTC");

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 40.0",
            "n1/0 GPU_TEMP 20:01:00 42.0",
            "n1/1 GPU_TEMP 20:00:00 41.0");
  }

  @Test
  void rowsOfASeriesDoNotReplaceEachOtherInAMinute() {
    String rows = "";
    for (int i = 0; i < 8; i++) {
      rows += "2026-11-28 20:0" + i / 4 + ",temperature,0,n1," + (40 + i) + "\n";
    }
    Captured read =
        Captured.of("timestamp,metric,gpu,Hostname,value\n" + rows, Captured.HOST, "UTC");

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 40.0", "n1/0 GPU_TEMP 20:01:00 44.0");
    assertThat(read.reasons())
        .hasSize(6)
        .allMatch(reason -> reason.contains("has no seconds") && reason.contains("hh:mm:ss"));
  }

  @Test
  void aMinuteAmongTimesWithSecondsIsRejected() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu,Hostname,temperature
            2026-11-28 20:00:00,0,n1,40
            2026-11-28 20:00,0,n1,41
            """,
            Captured.HOST,
            "UTC");

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 40.0");
    assertThat(read.reasons())
        .containsExactly(
            "3: the timestamp has no seconds, and others of the file have: write hh:mm:ss");
  }
}
