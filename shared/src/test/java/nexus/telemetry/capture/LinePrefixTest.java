package nexus.telemetry.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in which something stands before each line are refused, with what takes it off. */
class LinePrefixTest {

  private static final List<String> SMI =
      List.of(
          "timestamp, index, utilization.gpu [%]",
          "2026/11/28 20:00:00.000, 0, 90 %", "2026/11/28 20:00:01.000, 0, 91 %");

  private static final List<String> DMON =
      List.of("# gpu   pwr gtemp", "# Idx     W     C", "    0    65    34", "    0    66    35");

  private static final List<String> METRICS =
      List.of(
          "# HELP DCGM_FI_DEV_GPU_TEMP x",
          "# TYPE DCGM_FI_DEV_GPU_TEMP gauge",
          "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\",Hostname=\"n1\"} 41");

  private static final Given GIVEN = Captured.given("node1", null, "2026-11-28T20:00:00Z");
  private static final Pattern SED = Pattern.compile("sed .* FILE");

  @TempDir private Path folder;

  private static UnreadableCaptureException refused(String file, Given given) {
    return catchThrowableOfType(
        UnreadableCaptureException.class, () -> Captured.of(file, given, "UTC"));
  }

  private static String prefixed(String prefix, List<String> lines) {
    return lines.stream().map(line -> prefix + line + "\n").collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "node1: ;pdsh and clush",
        "dgx-a01.example.com: ;pdsh and clush",
        "2026-11-30T10:15:00.123456789Z ;without|--timestamps",
        "2026-11-30T10:15:00+01:00 ;without|--timestamps",
        "[pod/dcgm-exporter-x7z/exporter] ;kubectl logs --prefix",
        "Nov 30 10:15:00 node1 nvidia-smi[123]: ;journalctl -o cat",
        "2026-11-30T10:15:00+0000 node1 nvidia-smi[123]: ;journalctl -o cat",
        "gpu-exporter-1  | ;docker compose logs --no-log-prefix",
        "Nov 30 10:15:00 ;as ts writes",
        "20:00:00 ;as ts writes",
        "2026-11-30 10:15:00 ;as ts writes",
        "1795896000.123456 ;as ts writes",
        "0: ;srun --label",
        "     1\t;cat -n",
        "smi.csv:;grep -H",
        "logs/node1/dmon:;grep -H",
        "node1:;grep -H",
        "[1,0]<stdout>:;mpirun",
      })
  void thePrefixIsNamedAndTheCommandThatIsToldTakesItOff(String prefix, String words)
      throws IOException, InterruptedException {
    for (List<String> lines : List.of(SMI, DMON, METRICS)) {
      String file = prefixed(prefix, lines);

      UnreadableCaptureException e = refused(file, GIVEN);

      assertThat(e).as(file).isNotNull();
      assertThat(e.report().kind()).isEqualTo("prefixed_lines");
      assertThat(e).hasMessageContaining(words.replace("without|", ""));
      assertThat(e).hasMessageContaining(prefix.strip());
      assertThat(e).hasMessageNotContaining("time=");
      assertThat(sed(e.getMessage(), file)).isEqualTo(prefixed("", lines));
    }
  }

  /** Runs the command of the message on the file. */
  private String sed(String message, String file) throws IOException, InterruptedException {
    Matcher command = SED.matcher(message);
    assertThat(command.find()).as(message).isTrue();
    Path path = Files.writeString(folder.resolve("FILE"), file);
    Process sed =
        new ProcessBuilder("sh", "-c", command.group())
            .directory(path.getParent().toFile())
            .redirectErrorStream(true)
            .start();
    String answer = new String(sed.getInputStream().readAllBytes(), UTF_8);
    assertThat(sed.waitFor()).as(answer).isZero();
    return answer;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"node1: ", "2026-11-30T10:15:00Z ", "node1-1 | ", "Nov 30 10:15:00 n1 x[1]: "})
  void rowsWithoutAHeaderAreSeenToo(String prefix) {
    List<String> rows = List.of("0, 45 %, 60 W", "1, 46 %, 61 W");
    Given columns =
        new Given(
            "n1",
            null,
            "2026-11-28T20:00:00Z",
            null,
            List.of("index", "utilization.gpu", "power.draw"));

    assertThat(refused(prefixed(prefix, rows), GIVEN)).hasMessageContaining("before each line");
    assertThat(refused(prefixed(prefix, rows), columns)).hasMessageContaining("before each line");
  }

  /** What grep -v '#' leaves of a dmon, in the columns in which it stands. */
  @ParameterizedTest
  @CsvSource({
    "dmon.txt:, grep -H",
    "logs/n1:, grep -H",
    "'Nov 30 10:15:00 ', as ts",
    "'node1: ', pdsh and clush"
  })
  void rowsOfADmonAloneAreSeenToo(String prefix, String words) {
    for (int count = 1; count < 6; count++) {
      List<String> rows = Collections.nCopies(count, "    0    65    34");

      assertThat(refused(prefixed(prefix, rows), GIVEN)).hasMessageContaining(words);
    }
  }

  @Test
  void theTimesOfADmonAreNone() {
    Given columns =
        new Given("n1", null, "2026-11-28", null, List.of("Time", "gpu", "pwr", "gtemp"));
    Captured read =
        Captured.of(" 20:00:00 0 65 34\n20:00:01 0 66 35\n20:00:02 0 67 36\n", columns, "UTC");

    assertThat(read.accepted()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"node1: ", "node1:", "0: ", "2026-11-30T10:15:00Z "})
  void namesOfColumnsDoNotHideIt(String prefix) {
    List<String> tight = List.of("# gpu pwr gtemp", "# Idx W C", "0 65 34", "0 66 -");
    List<String> rows = DMON.subList(2, 4);
    for (List<String> lines : List.of(SMI, DMON, METRICS, tight, rows)) {
      for (List<String> names : List.of(List.of("gpu", "pwr", "gtemp"), List.of("gpu"))) {
        Given columns = new Given("n1", null, "2026-11-28T20:00:00Z", null, names);

        assertThat(refused(prefixed(prefix, lines), columns))
            .as("%s %s", lines.get(0), names)
            .hasMessageContaining("before each line");
      }
    }
  }

  @Test
  void linesOfSeveralHostsAreToBeSentByThemselves() {
    String file = prefixed("node1: ", SMI) + prefixed("node2: ", SMI);

    assertThat(refused(file, Given.NONE))
        .hasMessageContainingAll(
            "sed -n 's/^node1: //p' FILE with host=node1",
            "sed -n 's/^node2: //p' FILE with host=node2");
  }

  @Test
  void hostsThatStandAboveTheirLinesAreRefused() {
    String rule = "----------------\n";
    String file = rule + "node1\n" + rule + prefixed("", SMI) + rule + "node2\n" + rule;

    assertThat(refused(file, GIVEN)).hasMessageContainingAll("clush -b", "host=node1");
  }

  @Test
  void aLineOrTwoMayStandAboveThePrefixedOnes() {
    String file = "pdsh@head: n7: ssh exited with exit code 1\n" + prefixed("node1: ", SMI);

    assertThat(refused(file, GIVEN)).hasMessageContaining("host=node1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu:0, 45, 60\ngpu:1, 45, 60\n",
        "00000000:17:00.0, 45, 60\n",
        "2026-11-28T20:00:00Z, 45, 60\n",
        "2026-11-28 20:00:00, 45, 60\n",
      })
  void rowsAsTheyAreHaveNoPrefix(String rows) {
    Given given =
        new Given(
            "n1", null, "2026-11-28T20:00:00Z", null, List.of("gpu", "temperature", "power.draw"));
    UnreadableCaptureException e = refused(rows, given);

    assertThat(e == null || !e.report().kind().equals("prefixed_lines")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "job:DCGM_FI_DEV_GPU_TEMP:max{gpu=\"0\"} 5\nDCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 41\n",
        "# node1: gpus\ntimestamp,index,temperature\n2026-11-28T20:00:00Z,0,41\n",
        "host: node1\ntimestamp,index,temperature\n2026-11-28T20:00:00Z,0,41\n",
        "HTTP/1.1 200 OK\nDate: now\ntimestamp,index,temperature\n2026-11-28T20:00:00Z,0,41\n",
      })
  void namesAndHeadersWithColonsAreNone(String file) {
    Captured read = Captured.of(file, GIVEN, "UTC");

    assertThat(read.samples())
        .containsExactly("node1/0 GPU_TEMP 20:00:00 41.0".replace("node1", host(file)));
  }

  private static String host(String file) {
    return file.contains("Hostname") ? "n1" : "node1";
  }

  @Test
  void coloursOfATerminalAreLeftOut() {
    String file =
        "\u001b]0;n1: nvidia-smi\u0007\u001b[?2004h\u001b[1;32mtimestamp\u001b[0m, index,"
            + " utilization.gpu [%]\u001b[K\r\n"
            + "2026/11/28 20:00:00.000, 0, \u001b[31m90 %\u001b[0m\r\n"
            + "2026/11/28 20:00:01.000, 0, 91 %\u001b[\r\n"
            + "2026/11/28 20:00:02.000, 0, 92 %\r\n";

    Captured read = Captured.of(file, GIVEN, "UTC");

    assertThat(read.reasons()).isEmpty();
    assertThat(read.samples())
        .containsExactly(
            "node1/0 GPU_UTIL 20:00:00 90.0",
            "node1/0 GPU_UTIL 20:00:01 91.0",
            "node1/0 GPU_UTIL 20:00:02 92.0");
    assertThat(Capture.isSplittable(file.getBytes(UTF_8), Given.NONE)).isFalse();
    assertThat(Capture.isSplittable(String.join("\n", SMI).getBytes(UTF_8), Given.NONE)).isTrue();
  }

  @Test
  void aRecordedTerminalIsReadFromItsHeaderOn() {
    Captured read =
        Captured.of(
            "Script started on 2026-11-28 20:00:00+00:00 [TERM=\"xterm\" COLUMNS=\"80\"]\r\n"
                + "\u001b[?2004huser@n1:~$ nvidia-smi dmon\r\r\n"
                + DMON.stream().map(line -> line + "\r\n").collect(Collectors.joining())
                + "Script done on 2026-11-28 20:01:00+00:00 [COMMAND_EXIT_CODE=\"0\"]\r\n",
            GIVEN,
            "UTC");

    assertThat(read.accepted()).isEqualTo(4);
    assertThat(read.reasons()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nohup: ignoring input",
        "user@n1:~$ nvidia-smi dmon",
        "[root@n1 ~]# nvidia-smi dmon"
      })
  void aNoiseLineAboveADmonOrMetricsIsPassedOver(String noise) {
    Captured dmon = Captured.of(noise + "\n" + prefixed("", DMON), GIVEN, "UTC");
    Captured metrics = Captured.of(noise + "\n" + prefixed("", METRICS), GIVEN, "UTC");

    assertThat(dmon.accepted()).isEqualTo(4);
    assertThat(metrics.accepted()).isEqualTo(1);
  }
}
