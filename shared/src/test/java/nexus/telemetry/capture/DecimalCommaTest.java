package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers of files with semicolons, where a comma may be the decimal mark. */
class DecimalCommaTest {

  private static Captured read(String... values) {
    StringBuilder csv = new StringBuilder("timestamp;metric_name;gpu_id;Hostname;value\n");
    for (int i = 0; i < values.length; i++) {
      csv.append(1795896000 + i).append(";x;0;n1;").append(values[i]).append('\n');
    }
    return Captured.of(csv.toString());
  }

  private static String value(Captured read, int sample) {
    return read.samples().get(sample).replaceFirst(".* ", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "45,5|45.5",
        "1.234,5|1234.5",
        "1.234.567,25|1234567.25",
        "1.000.000|1000000.0",
        "45.5|45.5",
        "0.125|0.125",
        "1234.567|1234.567",
        "1000|1000.0",
        "-2.000,5|-2000.5",
        "1 234,5|1234.5",
        "1 234.5|1234.5",
        "1'234.5|1234.5",
        "1,234.5|1234.5",
        "1,234,567|1234567.0",
        "1\u00A0234|1234.0",
        "1\u202F234\u202F567,25|1234567.25",
        "1'234,5|1234.5",
        "1\u2019234|1234.0",
      })
  void whatCanBeReadInOneWayIs(String written, String value) {
    assertThat(value(read(written), 0)).isEqualTo(value);
  }

  @Test
  void aThousandOrOneIsRejectedWhereNothingTells() {
    Captured read = read("1.000", "7", "2.000");
    Captured tabs = tabs("1.000", "7", "2,000");

    assertThat(read.samples()).hasSize(1);
    assertThat(read.reasons())
        .hasSize(2)
        .allMatch(reason -> reason.contains("the value may be a thousand times as much"))
        .allMatch(reason -> reason.contains("write thousands without a mark, or save the file"));
    assertThat(tabs.samples()).hasSize(1);
    assertThat(tabs.reasons()).hasSize(2).allMatch(reason -> reason.contains("a thousand times"));
  }

  private static Captured tabs(String... values) {
    StringBuilder csv = new StringBuilder("timestamp\tmetric_name\tgpu_id\tHostname\tvalue\n");
    for (int i = 0; i < values.length; i++) {
      csv.append(1795896000 + i).append("\tx\t0\tn1\t").append(values[i]).append('\n');
    }
    return Captured.of(csv.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.234|45,5|1234.0",
        "1,234|45,5|1.234",
        "1.234|45.5|1.234",
        "1,234|45.5|1234.0",
        "1.234|1.234,5|1234.0",
        "1.234|0.125|1.234",
        "1.234|1,234.5|1.234",
      })
  void aValueOfTheFileTellsWhatAMarkIsAlsoOneBelow(String unclear, String telling, String value) {
    assertThat(value(tabs(unclear, telling), 0)).isEqualTo(value);
    assertThat(value(tabs(telling, unclear), 1)).isEqualTo(value);
    assertThat(value(read(unclear, telling), 0)).isEqualTo(value);
  }

  @Test
  void aWideFileOfTabsWithDecimalCommasIsRead() {
    Captured read =
        Captured.of(
            """
            timestamp\tgpu\tHostname\tpower.draw [W]\tmemory.used
            1795896000\t0\tn1\t60,25\t1.024 MiB
            """);

    assertThat(read.samples())
        .containsExactly("n1/0 FB_USED 20:00:00 1024.0", "n1/0 POWER_USAGE 20:00:00 60.25");
  }

  @Test
  void withCommasBetweenColumnsThousandsAreReadWhereTheyAreClear() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu,Hostname,power_draw
            1795896000,0,n1,"1,234.5"
            1795896001,0,n1,1'234.5
            1795896002,0,n1,="45"
            ="1795896003",="0",="n1","1,000,000"
            1795896004,0,n1,"1,234"
            """);

    assertThat(read.samples().stream().map(sample -> sample.replaceFirst(".* ", "")))
        .containsExactly("1234.5", "1234.5", "45.0");
    assertThat(read.reasons().get(0)).startsWith("5: the value is above");
    assertThat(read.reasons().get(1)).startsWith("6: the value may be a thousand times as much");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "=A1+3|a spreadsheet's formula",
        "#DIV/0!|a spreadsheet's error",
        "Inf|infinity",
        "1_000|separators",
        "20:00:00|a time",
        "2026-11-28|a time",
        "5 F|a unit that its metric has not",
        "\u22125|a dash for its minus sign",
        "\u0663|other digits than 0 to 9",
        "1e999|larger than any",
      })
  void aReasonSaysWhatAValueLooksLike(String value, String look) {
    assertThat(
            Captured.of("timestamp,gpu,Hostname,power_draw\n1795896000,0,n1," + value + "\n")
                .reasons())
        .singleElement()
        .asString()
        .startsWith("2: the value is no finite number; it looks like ")
        .contains(look);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1 23,5", "12 34", "1  234", "1 234 MiB x", "0 123", "1 234,5,6"})
  void whatStandsApartOtherwiseIsNoNumber(String written) {
    assertThat(read(written).samples()).isEmpty();
    assertThat(read(written).reasons()).hasSize(1);
  }

  @Test
  void aUnitStandsBehindThousands() {
    Captured read =
        Captured.of("timestamp;gpu_id;Hostname;memory_used_mb\n1795896000;0;n1;40 960,5 MiB\n");

    assertThat(read.samples()).containsExactly("n1/0 FB_USED 20:00:00 40960.5");
  }

  @Test
  void thousandsThatStandApartDoNotTellWhatAPointIs() {
    assertThat(read("1 234", "1.000").reasons())
        .singleElement()
        .asString()
        .contains("the value may be a thousand times as much");
  }

  @Test
  void aValueAboveTellsWhatAPointIs() {
    assertThat(value(read("45,5", "1.000"), 1)).isEqualTo("1000.0");
    assertThat(value(read("45.5", "1.000"), 1)).isEqualTo("1.0");
    assertThat(read("45.5", "45,5", "1.000").samples()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1.23.456", "1.2345,6", "01.000,5", "1,2,3"})
  void whatIsNoNumberIsRejected(String written) {
    assertThat(read("45,5", written).reasons())
        .singleElement()
        .asString()
        .startsWith("3: the value is no finite number");
  }

  @Test
  void inAWideFileWithUnitsItIsTheSame() {
    Captured read =
        Captured.of(
            """
            timestamp;gpu;Hostname;power.draw [W];memory.used
            1795896000;0;n1;60,25;1.000 MiB
            1795896015;0;n1;1.000 W;2.000 MiB
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 FB_USED 20:00:00 1000.0",
            "n1/0 FB_USED 20:00:15 2000.0",
            "n1/0 POWER_USAGE 20:00:00 60.25",
            "n1/0 POWER_USAGE 20:00:15 1000.0");
  }

  @Test
  void withCommasBetweenColumnsAPointIsAPoint() {
    Captured read = Captured.of("timestamp,gpu,Hostname,power_draw\n1795896000,0,n1,1.000\n");

    assertThat(read.samples()).containsExactly("n1/0 POWER_USAGE 20:00:00 1.0");
  }

  @Test
  void secondsSince1970MayHaveOneToo() {
    for (String separator : List.of(";", "\t")) {
      Captured read =
          Captured.of(
              "timestamp;gpu;temperature\n1795896000,5;0;45,5\n1795896001,25;0;46\n"
                  .replace(";", separator),
              Captured.HOST,
              null);

      assertThat(read.samples())
          .containsExactly(
              "node09/0 GPU_TEMP 20:00:00.500 45.5", "node09/0 GPU_TEMP 20:00:01.250 46.0");
    }
  }
}
