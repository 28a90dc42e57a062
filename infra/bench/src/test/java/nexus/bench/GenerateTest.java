package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateTest {

  /** The command that made infra/local/sample.csv; the script generate quotes it. */
  private static final String SAMPLE = "--hosts 3 --gpus 4 --scrapes 21 --seed 11";

  @Test
  void sampleIsTheGeneratorsOwnOutput() throws IOException {
    assertThat(generate(SAMPLE)).isEqualTo(Files.readAllBytes(Path.of("../local/sample.csv")));
  }

  @Test
  void sampleCommandIsTheDocumentedOne() throws IOException {
    assertThat(Path.of("generate")).content().contains("generate " + SAMPLE + " --out");
  }

  @Test
  void sameSeedGivesTheSameBytesAndAnotherSeedDoesNot() throws IOException {
    byte[] first = generate("--hosts 2 --gpus 3 --scrapes 5 --seed 42");

    assertThat(generate("--seed=42 --scrapes=5 --gpus=3 --hosts=2")).isEqualTo(first);
    assertThat(generate("--hosts 2 --gpus 3 --scrapes 5 --seed 43")).isNotEqualTo(first);
  }

  @Test
  void moreScrapesOnlyAppend() throws IOException {
    byte[] few = generate("--hosts 2 --gpus 2 --scrapes 3");
    byte[] many = generate("--hosts 2 --gpus 2 --scrapes 9");

    assertThat(Arrays.copyOf(many, few.length)).isEqualTo(few);
  }

  @Test
  void rowsAreScrapesTimesMetricsTimesGpus() throws IOException {
    assertThat(rows("--hosts 3 --gpus 4 --scrapes 2")).hasSize(3 * 4 * 2 * 10);
    assertThat(rows("--hosts 3 --gpus 4 --scrapes 2 --metrics 3")).hasSize(3 * 4 * 2 * 3);
    assertThat(rows("--hosts 3 --gpus 4 --scrapes 2 --format wide")).hasSize(3 * 4 * 2);
  }

  @Test
  void bothFormatsCarryTheSameValues() throws IOException {
    String fleet = "--hosts 2 --gpus 3 --scrapes 40 --step 10s --seed 5 --format ";
    Map<String, String> wide = new TreeMap<>();
    for (NamedCsvRecord row : rows(fleet + "wide")) {
      for (Metric metric : Metric.values()) {
        if (metric.wideName != null) {
          String value = row.getField(metric.wideName);
          wide.put(key(row, metric, row.getField("hostname"), 0), value);
        }
      }
    }
    Map<String, String> narrow = new TreeMap<>();
    for (NamedCsvRecord row : rows(fleet + "long")) {
      Metric metric =
          Metric.valueOf(row.getField("metric_name").substring("DCGM_FI_DEV_".length()));
      if (metric.wideName != null) {
        String key = key(row, metric, row.getField("Hostname"), metric.delaySeconds);
        narrow.put(key, row.getField("value"));
      }
    }

    assertThat(wide).hasSize(2 * 3 * 40 * 8).isEqualTo(narrow);
  }

  @Test
  void prometheusTextHasTheLongFormatsRows() throws IOException {
    String fleet = "--hosts 2 --gpus 3 --scrapes 4 --step 10s --seed 5 --format ";
    Pattern line =
        Pattern.compile("(\\w+)\\{.*,Hostname=\"([^\"]+)\",.*gpu=\"(\\d)\",.*} (\\S+) (\\d+)");
    List<String> read =
        text(fleet + "prometheus")
            .lines()
            .filter(text -> !text.startsWith("#"))
            .map(line::matcher)
            .filter(Matcher::matches)
            .map(
                found ->
                    String.join(
                        " ",
                        Instant.ofEpochMilli(Long.parseLong(found.group(5))).toString(),
                        found.group(1),
                        found.group(2),
                        found.group(3),
                        found.group(4)))
            .toList();

    assertThat(read)
        .isEqualTo(
            rows(fleet + "long").stream()
                .map(
                    row ->
                        String.join(
                            " ",
                            row.getField("timestamp"),
                            row.getField("metric_name"),
                            row.getField("Hostname"),
                            row.getField("gpu_id"),
                            row.getField("value")))
                .toList());
  }

  @Test
  void nvidiaSmisRowsHaveUnitsAndLocalTimes() throws IOException {
    List<String> lines =
        text("--hosts 1 --gpus 2 --scrapes 2 --step 1s --format nvidia-smi").lines().toList();

    assertThat(lines).hasSize(5);
    assertThat(lines.get(0))
        .startsWith("timestamp, index, name, uuid, utilization.gpu [%], utilization.memory [%], ")
        .contains(", power.draw [W], temperature.gpu, memory.used [MiB], ")
        .endsWith(", clocks.sm [MHz], clocks.mem [MHz]");
    assertThat(lines.get(4))
        .matches(
            "2025/07/01 00:00:01\\.000, 1, NVIDIA H100 80GB HBM3, GPU-\\S+, \\d+ %, \\d+ %, [0-9.]+ W,"
                + " \\d+, \\d+ MiB, .* MHz, \\d+ MHz");
  }

  @Test
  void labelsRepeatTheRowsIdentity() throws IOException {
    for (NamedCsvRecord row : rows("--hosts 2 --gpus 2")) {
      assertThat(row.getField("labels_raw"))
          .contains("Hostname=\"" + row.getField("Hostname") + '"')
          .contains("UUID=\"" + row.getField("uuid") + '"')
          .contains("__name__=\"" + row.getField("metric_name") + '"')
          .contains("gpu=\"" + row.getField("gpu_id") + '"')
          .contains("job=\"dgx_dcgm_exporter\"");
    }
  }

  @Test
  void everyGpuHasAUuidAndEveryHostANameOfItsOwn() throws IOException {
    List<NamedCsvRecord> rows = rows("--hosts 3000 --gpus 2 --metrics 1");

    assertThat(rows.stream().map(row -> row.getField("uuid")).distinct()).hasSize(6000);
    assertThat(rows.stream().map(row -> row.getField("Hostname")).distinct()).hasSize(3000);
  }

  @Test
  void valuesStayWithinWhatTheHardwareShows() throws IOException {
    for (NamedCsvRecord row : rows("--hosts 2 --gpus 8 --scrapes 500 --format wide")) {
      assertThat(number(row, "gpu_utilization")).isBetween(0.0, 100.0);
      assertThat(number(row, "memory_utilization")).isBetween(0.0, 80.0);
      assertThat(number(row, "power_draw")).isBetween(60.0, 720.0);
      assertThat(number(row, "temperature")).isBetween(20.0, 85.0);
      assertThat(number(row, "memory_used_mb") + number(row, "memory_free_mb")).isEqualTo(81007.0);
    }
  }

  @Test
  void stepsUnderASecondKeepTheirFraction() throws IOException {
    assertThat(rows("--hosts 1 --gpus 1 --scrapes 3 --metrics 1 --step 0.25s"))
        .extracting(row -> row.getField("timestamp"))
        .containsExactly(
            "2025-07-01T00:00:00Z", "2025-07-01T00:00:00.250Z", "2025-07-01T00:00:00.500Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--hosts 0",
        "--hosts many",
        "--metrics 11",
        "--step 0s",
        "--step soon",
        "--start yesterday",
        "--seed x",
        "--format tall",
        "--colour red",
        "--hosts"
      })
  void wrongOptionIsNamed(String arguments) {
    String option = arguments.split(" ", -1)[0];

    assertThatThrownBy(() -> Plan.parse(List.of(arguments.split(" ", -1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option);
  }

  private static String text(String arguments) throws IOException {
    return new String(generate(arguments), StandardCharsets.UTF_8);
  }

  private static byte[] generate(String arguments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long bytes = Generate.write(Plan.parse(List.of(arguments.split(" ", -1))), out);
    assertThat(bytes).isEqualTo(out.size());
    return out.toByteArray();
  }

  private static List<NamedCsvRecord> rows(String arguments) throws IOException {
    String csv = new String(generate(arguments), StandardCharsets.UTF_8);
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv);
        Stream<NamedCsvRecord> rows = reader.stream()) {
      return rows.toList();
    }
  }

  private static String key(NamedCsvRecord row, Metric metric, String host, int delaySeconds) {
    var start = java.time.Instant.parse(row.getField("timestamp")).minusSeconds(delaySeconds);
    return String.join(" ", start.toString(), host, row.getField("uuid"), metric.name());
  }

  private static double number(NamedCsvRecord row, String column) {
    return Double.parseDouble(row.getField(column));
  }
}
