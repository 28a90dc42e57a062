package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.capture.Uploading.Upload;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.CaptureReport.Missing;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.model.Timestamps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nvidia-smi dmon writes, from the upload to the queue. */
class DmonTest {

  private static final String[] TEXT = {
    "# gpu   pwr gtemp mtemp    sm   mem   enc   dec   jpg   ofa  mclk  pclk ",
    "# Idx     W     C     C     %     %     %     %     %     %   MHz   MHz ",
    "    0    65    34     -    10     2     0     0     0     0  2619  1980 ",
    "    1    66    35    38    11     2     0     0     0     0  2619  1980 ",
    "    0    67    36     -    12     2     0     0     0     0  2619  1980 ",
    "# gpu   pwr gtemp mtemp    sm   mem   enc   dec   jpg   ofa  mclk  pclk ",
    "# Idx     W     C     C     %     %     %     %     %     %   MHz   MHz ",
    "    1    68    37    38    13     2     0     0     0     0  2619  1980 ",
    "    1    69    37    38    13     2     0     0     0     0  2619  1980 "
  };

  @TempDir private Path folder;

  private static List<String> of(Upload upload, String metric) {
    return upload.samples().stream().filter(sample -> sample.contains(" " + metric + " ")).toList();
  }

  private static UnreadableCaptureException unreadable(Uploading uploading, String... lines) {
    return catchThrowableOfType(UnreadableCaptureException.class, () -> uploading.upload(lines));
  }

  private static List<String> parameters(UnreadableCaptureException e) {
    return e.report().missing().stream().map(Missing::parameter).toList();
  }

  @Test
  void rowsWithoutTimesAreAnIntervalApart() {
    Upload upload =
        Uploading.in(folder)
            .host("node01")
            .time("2026-11-28T20:00:00Z")
            .interval("5s")
            .upload(TEXT);

    assertThat(upload.result().capture().kind()).isEqualTo("nvidia_smi_dmon");
    assertThat(upload.result().rejects()).isEmpty();
    assertThat(of(upload, "POWER_USAGE"))
        .containsExactly(
            "node01/0 POWER_USAGE 11-28T20:00:00Z 65.0",
            "node01/0 POWER_USAGE 11-28T20:00:05Z 67.0",
            "node01/1 POWER_USAGE 11-28T20:00:00Z 66.0",
            "node01/1 POWER_USAGE 11-28T20:00:05Z 68.0",
            "node01/1 POWER_USAGE 11-28T20:00:10Z 69.0");
    assertThat(upload.result().values()).isEqualTo(5 * 9);
    assertThat(upload.result().missing()).isEqualTo(2);
    assertThat(upload.result().accepted()).isEqualTo(5 * 9 - 2);
    assertThat(upload.result().ignored()).isEqualTo(5 * 2);
    assertThat(upload.result().ignoredNames()).containsExactly("jpg", "ofa");
  }

  /** Whoever stood before the last row so far is of the next interval. */
  @ParameterizedTest
  @CsvSource({
    "0 1 0 1 1 0 1, 0:0 1:0 0:1 1:1 1:2 0:3 1:3",
    "0 1 2 0 1 2 2 0 1 2, 0:0 1:0 2:0 0:1 1:1 2:1 2:2 0:3 1:3 2:3",
    "1 0 1 0 0 1 0, 1:0 0:0 1:1 0:1 0:2 1:3 0:3",
    "0 0 1 0 1, 0:0 0:1 1:1 0:2 1:2",
    "0 1 0 0 1, 0:0 1:0 0:1 0:2 1:2",
    "1 2 1 2 0 1 2 0 1 2, 1:0 2:0 1:1 2:1 0:2 1:2 2:2 0:3 1:3 2:3",
    "1 1 0 1 0 1, 1:0 1:1 0:2 1:2 0:3 1:3",
    "0 2 0 2 1 2 0 1 2, 0:0 2:0 0:1 2:1 1:2 2:2 0:3 1:3 2:3",
    "1 2 3 1 2 0 1 2 3, 1:0 2:0 3:0 1:1 2:1 0:2 1:2 2:2 3:2",
    "1 0 1 2 0 1 2 0, 1:0 0:0 1:1 2:1 0:1 1:2 2:2 0:2"
  })
  void aGpuThatMissesAnIntervalIsNotEarlyBehindIt(String gpus, String intervals) {
    List<String> lines = new ArrayList<>(List.of("#gpu   pwr", "# Idx     W"));
    List<String> expected = new ArrayList<>();
    String[] rows = gpus.split(" ", -1);
    String[] times = intervals.split(" ", -1);
    for (int i = 0; i < rows.length; i++) {
      lines.add("    %s    %d".formatted(rows[i], 50 + i));
      String[] gpuAndInterval = times[i].split(":", -1);
      expected.add(
          "node01/%s POWER_USAGE 11-28T20:00:0%sZ %d.0"
              .formatted(gpuAndInterval[0], gpuAndInterval[1], 50 + i));
    }
    Upload upload =
        Uploading.ofHost(folder).time("2026-11-28T20:00:00Z").upload(lines.toArray(String[]::new));

    assertThat(upload.result().rejects()).isEmpty();
    assertThat(of(upload, "POWER_USAGE")).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aGpuThatComesLateIsRejectedWhereTheOrderDoesNotTellItsInterval() {
    Upload upload =
        Uploading.ofHost(folder)
            .time("2026-11-28T20:00:00Z")
            .upload(
                "#gpu   pwr",
                "# Idx     W",
                "    1    50",
                "    0    51",
                "    1    52",
                "    0    53",
                "    2    54",
                "    1    55",
                "    2    56",
                "    0    57");

    assertThat(upload.result().rejects()).extracting(RejectedRow::line).containsExactly(7L, 9L);
    assertThat(upload.result().rejects())
        .allSatisfy(row -> assertThat(row.reason()).contains("nothing tells", "dmon -o DT"));
    assertThat(of(upload, "POWER_USAGE")).hasSize(6).noneMatch(one -> one.startsWith("node01/2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "#Entity  GPUTL|GPU 0    12",
        "# gpu   pwr gtemp|    0    67    35",
        "#Time        gpu   pwr| 20:00:02      0    67",
      })
  void belowAnotherHeaderNobodyKnowsTheTimesThatAreCounted(String header, String row) {
    Upload upload =
        Uploading.ofHost(folder)
            .time("2026-11-28T20:00:00Z")
            .upload(
                "# gpu   pwr",
                "# Idx     W",
                "    0    65",
                "# gpu   pwr",
                "# Idx     W",
                "    0    66",
                header,
                row,
                row,
                "# gpu   pwr",
                "    0    68");

    assertThat(of(upload, "POWER_USAGE"))
        .containsExactly(
            "node01/0 POWER_USAGE 11-28T20:00:00Z 65.0",
            "node01/0 POWER_USAGE 11-28T20:00:01Z 66.0");
    assertThat(upload.result().rejects())
        .extracting(RejectedRow::line)
        .containsExactly(8L, 9L, 11L);
    assertThat(upload.result().rejects())
        .allSatisfy(one -> assertThat(one.reason()).contains("another header", "send each by"));
  }

  @Test
  void everyColumnIsToldAndWhatItWasTakenFor() {
    Upload upload = Uploading.ofHost(folder).time("2026-11-28T20:00:00Z").upload(TEXT);

    assertThat(upload.result().capture().columns())
        .contains(
            new CaptureReport.Column("gpu", "gpu_id", "gpu", null),
            new CaptureReport.Column("pwr", "DCGM_FI_DEV_POWER_USAGE", "metric", null),
            new CaptureReport.Column("jpg", null, "ignored", null));
  }

  @Test
  void numbersAreConvertedFromTheUnitOfTheSecondLine() {
    Upload upload =
        Uploading.ofHost(folder)
            .upload(
                "#Date       Time        gpu    fb  bar1 rxpci txpci sbecc dbecc   pci",
                "#YYYYMMDD   HH:MM:SS    Idx    MB    MB  MB/s  GB/s  errs  errs  errs",
                " 20261128   20:00:00      0 81559     2    12     3     0     -     1");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0 BAR1_USED 11-28T20:00:00Z 2.0",
            "node01/0 ECC_SBE_AGG_TOTAL 11-28T20:00:00Z 0.0",
            "node01/0 FB_USED 11-28T20:00:00Z 81559.0",
            "node01/0 PCIE_REPLAY_COUNTER 11-28T20:00:00Z 1.0",
            "node01/0 PCIE_RX_THROUGHPUT 11-28T20:00:00Z 12000.0",
            "node01/0 PCIE_TX_THROUGHPUT 11-28T20:00:00Z 3000000.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"#YYYYMMDD, HH:MM:SS, Idx, W, C, MHz\n", "", "\r\n"})
  void dayAndTimeAreThoseOfTheZone(String units) {
    Upload upload =
        Uploading.in(folder)
            .host("node01")
            .zone("Europe/Berlin")
            .upload(
                "#Date, Time, gpu, pwr, gtemp, pclk\n"
                    + units
                    + " 20261128, 20:00:00, 0, 65, -, 1980\n"
                    + " 20261128, 20:00:01, 0, 66, 34, 1980\r\n");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0 GPU_TEMP 11-28T19:00:01Z 34.0",
            "node01/0 POWER_USAGE 11-28T19:00:00Z 65.0",
            "node01/0 POWER_USAGE 11-28T19:00:01Z 66.0",
            "node01/0 SM_CLOCK 11-28T19:00:00Z 1980.0",
            "node01/0 SM_CLOCK 11-28T19:00:01Z 1980.0");
    assertThat(upload.result().rejected()).isZero();
  }

  @Test
  void hostAndZoneAreAskedForAtOnce() {
    UnreadableCaptureException e =
        unreadable(
            Uploading.in(folder),
            "#Date       Time        gpu   pwr",
            "#YYYYMMDD   HH:MM:SS    Idx     W",
            " 20261128   20:00:00      0    65");

    assertThat(parameters(e)).containsExactly("host", "tz");
    assertThat(e).hasMessageContainingAll("nvidia-smi dmon", "host=NAME", "tz=");
  }

  @Test
  void hostAndTheFirstRowsTimeAreAskedForAtOnce() {
    UnreadableCaptureException e = unreadable(Uploading.in(folder), TEXT);

    assertThat(parameters(e)).containsExactlyInAnyOrder("host", "time");
    assertThat(e)
        .hasMessageContainingAll("time of the first row", "interval=", "unless rows are 1 s apart");
  }

  @Test
  void aLocalTimeOfTheFirstRowNeedsItsZone() {
    UnreadableCaptureException e =
        unreadable(Uploading.in(folder).time("2026-11-28 20:00:00"), TEXT);

    assertThat(parameters(e)).containsExactly("host", "tz");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-28,                Europe/Berlin, 11-28T22:59:58Z, 11-28T23:00:01Z",
    "2026-11-28 00:00:00,       Europe/Berlin, 11-28T22:59:58Z, 11-28T23:00:01Z",
    "2026-11-27T23:00:00Z,      Europe/Berlin, 11-28T22:59:58Z, 11-28T23:00:01Z",
    "2026-11-28 23:59:00,       Europe/Berlin, 11-28T22:59:58Z, 11-28T23:00:01Z",
    "2026-11-29 00:00:10,       Europe/Berlin, 11-28T22:59:58Z, 11-28T23:00:01Z",
    "2026-11-28T23:59:58+01:00, Europe/Berlin, 11-28T22:59:58Z, 11-28T23:00:01Z",
    "2026-11-28T22:59:58Z,      Europe/Berlin, 11-28T22:59:58Z, 11-28T23:00:01Z",
    "2026-11-28T23:59:58+01:00,              , 11-28T22:59:58Z, 11-28T23:00:01Z",
    "2026-11-28T22:59:50Z,                   , 11-28T22:59:58Z, 11-28T23:00:01Z",
    "2026-11-28T18:29:58Z,                   , 11-28T18:29:58Z, 11-28T18:30:01Z",
    "2026-11-29T07:59:58Z,                   , 11-29T07:59:58Z, 11-29T08:00:01Z",
  })
  void timesOfDayGoOnPastMidnight(String time, String zone, String first, String second) {
    Upload upload =
        Uploading.in(folder)
            .host("node01")
            .zone(zone)
            .time(time)
            .upload(
                "#Time        gpu   pwr",
                "#HH:MM:SS    Idx     W",
                " 23:59:58      0    65",
                " 00:00:01      0    66",
                " 00:00:01      1    67");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0 POWER_USAGE " + first + " 65.0",
            "node01/0 POWER_USAGE " + second + " 66.0",
            "node01/1 POWER_USAGE " + second + " 67.0");
  }

  @Test
  void theDayOfTimesOfDayIsAskedFor() {
    UnreadableCaptureException e =
        unreadable(
            Uploading.in(folder).host("node01"),
            "#Time        gpu   pwr",
            "#HH:MM:SS    Idx     W",
            " 23:59:58      0    65");

    assertThat(parameters(e)).containsExactly("time");
    assertThat(e).hasMessageContainingAll("day of the first row", "time=2026-11-28");
  }

  @Test
  void intervalsAreCountedThroughANightOfOtherClocks() {
    Upload upload =
        Uploading.in(folder)
            .host("node01")
            .zone("Europe/Berlin")
            .time("2026-10-25 01:30:00")
            .interval("PT1H")
            .upload("# gpu   pwr", "# Idx     W", "    0    65", "    0    66", "    0    67");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0 POWER_USAGE 10-24T23:30:00Z 65.0",
            "node01/0 POWER_USAGE 10-25T00:30:00Z 66.0",
            "node01/0 POWER_USAGE 10-25T01:30:00Z 67.0");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-28,          1,    time",
    "tomorrow,            1,    time",
    "2026-10-25 02:30:00, 1,    time",
    "2026-03-29 02:30:00, 1,    time",
    "2026-11-28T20:00:00Z, 0,   interval",
    "2026-11-28T20:00:00Z, soon, interval",
    "2026-11-28T20:00:00Z, 25h, interval",
    "2026-11-28T20:00:00Z, PT-5S, interval",
    "2026-11-28T20:00:00Z, PT99999999999999999999S, interval",
  })
  void whatIsGivenMustBeATime(String time, String interval, String field) {
    assertThatThrownBy(
            () ->
                Uploading.in(folder)
                    .host("node01")
                    .zone("Europe/Berlin")
                    .time(time)
                    .interval(interval)
                    .upload(TEXT))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "5s, 5", "PT5S, 5", "500ms, 0.500", "1.5 s, 1.500", "1m, 60", "1h, 3600"})
  void intervalsAreSpelledInManyWays(String interval, double seconds) {
    Upload upload =
        Uploading.in(folder)
            .host("node01")
            .time("1795896000")
            .interval(interval)
            .upload("# gpu   pwr", "# Idx     W", "    0    65", "    0    66");

    String second =
        Timestamps.format(1_795_896_000_000L + Math.round(seconds * 1000)).replace("2026-", "");
    assertThat(upload.samples()).contains("node01/0 POWER_USAGE " + second + " 66.0");
  }

  @Test
  void otherColumnsHoldFromTheirHeaderOn() {
    Upload upload =
        Uploading.ofHost(folder)
            .upload(
                "#Date       Time        gpu   pwr gtemp",
                "#YYYYMMDD   HH:MM:SS    Idx     W     C",
                " 20261128   20:00:00      0    65    34",
                "#Date, Time, gpu, gtemp, rxpci",
                "#YYYYMMDD, HH:MM:SS, Idx, C, MB/s",
                " 20261128, 20:00:01, 0, 35, 7",
                " 20261128   20:00:02      0    65    34");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0 GPU_TEMP 11-28T20:00:00Z 34.0",
            "node01/0 GPU_TEMP 11-28T20:00:01Z 35.0",
            "node01/0 PCIE_RX_THROUGHPUT 11-28T20:00:01Z 7000.0",
            "node01/0 POWER_USAGE 11-28T20:00:00Z 65.0");
    assertThat(upload.result().rejects()).extracting(RejectedRow::line).containsExactly(7L);
  }

  @Test
  void rowsBelowAHeaderWithoutTimesAreRejectedWhereNoneIsGiven() {
    Upload upload =
        Uploading.ofHost(folder)
            .upload(
                "#Date       Time        gpu   pwr",
                "#YYYYMMDD   HH:MM:SS    Idx     W",
                " 20261128   20:00:00      0    65",
                "# gpu   pwr",
                "# Idx     W",
                "    0    66");

    assertThat(upload.result().accepted()).isEqualTo(1);
    assertThat(upload.result().rejects())
        .singleElement()
        .satisfies(row -> assertThat(row.line()).isEqualTo(6))
        .satisfies(row -> assertThat(row.reason()).contains("no time", "time="));
  }

  @Test
  void rowsOfOtherKindsAreRejectedWithLineAndReason() {
    Upload upload =
        Uploading.ofHost(folder)
            .upload(
                "#Date       Time        gpu   pwr gtemp",
                "#YYYYMMDD   HH:MM:SS    Idx     W     C",
                " 20261128   20:00:00      0    65    34",
                "timestamp,metric_name,gpu_id,Hostname,value",
                "2026-11-28T20:00:00Z,DCGM_FI_DEV_GPU_UTIL,0,node01,5",
                "2026/11/28 20:00:00.123, 0, NVIDIA A100-SXM4-40GB, 10 %",
                "# HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).",
                "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 5",
                "{\"status\":\"success\"}",
                " 20261128   20:00:01      0    65",
                "#Date Time gpu pid type sm",
                " 20261128   20:00:01      0    1234   C  5",
                "#Date       Time        gpu   pwr gtemp",
                " 20261128   20:00:02      0    67    35");

    assertThat(upload.result().rejects())
        .extracting(RejectedRow::line)
        .containsExactly(4L, 5L, 6L, 8L, 9L, 10L, 12L);
    assertThat(upload.result().rejects()).allSatisfy(row -> assertThat(row.reason()).isNotBlank());
    assertThat(of(upload, "GPU_TEMP"))
        .containsExactly(
            "node01/0 GPU_TEMP 11-28T20:00:00Z 34.0", "node01/0 GPU_TEMP 11-28T20:00:02Z 35.0");
  }

  @Test
  void aFileCutOffFromALongerOneIsReadFromItsFirstRowOn() {
    Upload upload =
        Uploading.ofHost(folder)
            .upload(
                " 20261128   20:00:00      0    65    34",
                "",
                "#Date       Time        gpu   pwr gtemp",
                "#YYYYMMDD   HH:MM:SS    Idx     W     C",
                " 20261128   20:00:01      0    66    35",
                " 20261128   20:00");

    assertThat(upload.samples()).hasSize(4);
    assertThat(upload.result().rejects()).extracting(RejectedRow::line).containsExactly(6L);
  }

  @Test
  void withoutAHeaderTheColumnsAreGiven() {
    Upload upload =
        Uploading.ofHost(folder)
            .columns("Date", "Time", "gpu", "pwr", "gtemp", "ofa", "rxpci")
            .upload(" 20261128, 20:00:00, 0, 65, 34, 0, 5", " 20261128, 20:00:01, 0, 66, -, 0, 6");

    assertThat(upload.result().capture().kind()).isEqualTo("nvidia_smi_dmon");
    assertThat(upload.result().accepted()).isEqualTo(5);
    assertThat(upload.result().missing()).isEqualTo(1);
    assertThat(of(upload, "PCIE_RX_THROUGHPUT").get(0)).endsWith(" 5000.0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60, 100_000})
  void howTheFileIsCutChangesNothing(int chunkBytes) {
    Uploading uploading = Uploading.ofHost(folder).time("2026-11-28T20:00:00Z");

    assertThat(uploading.chunkBytes(chunkBytes).upload(TEXT).samples())
        .isEqualTo(Uploading.ofHost(folder).time("2026-11-28T20:00:00Z").upload(TEXT).samples());
  }

  @Test
  void processesAreRefusedWithWhatToSendInstead() {
    UnreadableCaptureException e =
        unreadable(
            Uploading.in(folder),
            "# gpu         pid   type     sm    mem    enc    dec    command",
            "# Idx           #    C/G      %      %      %      %    name",
            "    0       1234     C     10      2      -      -    python");

    assertThat(e).hasMessageContainingAll("pmon", "processes", "nvidia-smi dmon -o DT");
    assertThat(e.report().kind()).isEqualTo("nvidia_smi_pmon");
    assertThat(e.report().missing()).isEmpty();
  }

  @Test
  void columnsOfNoFieldAloneAreIgnoredWithTheirNames() {
    Upload upload =
        Uploading.ofHost(folder)
            .time("2026-11-28T20:00:00Z")
            .upload("# gpu pviol tviol", "# Idx     %  bool", "    0     0     0");

    assertThat(upload.result().rejected()).isZero();
    assertThat(upload.result().accepted()).isZero();
    assertThat(upload.result().ignoredNames()).containsExactly("pviol", "tviol");
  }

  @Test
  void valuesThatCannotBeAreRejectedAloneWithTheirReason() {
    Upload upload =
        Uploading.ofHost(folder)
            .time("2026-11-28T20:00:00Z")
            .upload("# gpu   pwr    sm rxpci", "# Idx     W     % MB/s", "    0    x   999   y");

    assertThat(upload.result().rejected()).isEqualTo(3);
    assertThat(upload.result().rejects()).extracting(RejectedRow::column).containsOnly("value");
  }

  @Test
  void aFileThatEndsBehindItsHeaderHoldsNothing() {
    Upload upload = Uploading.ofHost(folder).time("2026-11-28").upload("#Time  gpu   pwr");

    assertThat(upload.result().values()).isZero();
    assertThat(upload.samples()).isEmpty();
  }
}
