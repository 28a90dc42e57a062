package nexus.telemetry.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.RejectedRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tells the series of a metric apart, and whose samples they are at which time. */
class CsvSeriesTest {

  private static final String HEADER =
      "timestamp,metric_name,gpu_id,uuid,Hostname,container,pod,namespace,value,labels_raw\n";
  private static final long T0 = Instant.parse("2026-11-28T20:00:00Z").toEpochMilli();
  private static final long NOW = T0 + 86_400_000;

  private static ParsedChunk read(String... rows) throws IOException {
    byte[] csv = (HEADER + String.join("\n", rows)).getBytes(UTF_8);
    CsvPieces pieces = new CsvPieces(new ByteArrayInputStream(csv), 1 << 20, 0);
    CsvParser parser = new CsvParser(pieces.header(), 2, NOW);
    for (CsvPiece piece = pieces.next(); piece != null; piece = pieces.next()) {
      parser.read(piece);
    }
    return parser.take();
  }

  private static GpuSamples gpu(String... rows) throws IOException {
    ParsedChunk chunk = read(rows);
    assertThat(chunk.rejects()).isEmpty();
    assertThat(chunk.gpus()).hasSize(1);
    return chunk.gpus().get(0);
  }

  /** A row of {@code node/0}, a number of seconds after the first. */
  private static String row(int second, String metric, String pod, String value, String labels) {
    String who = pod.isEmpty() ? ",," : "main," + pod + ",ml";
    return "%s,%s,0,GPU-1,node,%s,%s,\"%s\""
        .formatted(
            Instant.ofEpochMilli(T0 + second * 1000L),
            metric,
            who,
            value,
            labels.replace("\"", "\"\""));
  }

  private static Map<String, List<Double>> values(GpuSamples gpu) {
    Map<String, List<Double>> values = new TreeMap<>();
    for (MetricColumn column : gpu.columns()) {
      values.put(column.metric(), Arrays.stream(column.values()).boxed().toList());
    }
    return values;
  }

  private static List<String> pods(GpuSamples gpu, int... seconds) {
    List<String> pods = new ArrayList<>();
    for (int second : seconds) {
      GpuFacts facts = gpu.factRuns().at(T0 + second * 1000L);
      pods.add(facts.labels().getOrDefault("pod", ""));
    }
    return pods;
  }

  @Test
  void labelsThatAreNotOfTheGpuTellSeriesApart() throws IOException {
    String scrape =
        "gpu=\"0\",UUID=\"GPU-1\",window_size_in_ms=\"300000\",__name__=\"X\",job=\"j\",";
    GpuSamples gpu =
        gpu(
            row(0, "X", "", "7", scrape + "xid=\"31\""),
            row(0, "X", "", "2", "xid=\"45\"," + scrape),
            row(0, "X", "", "1", scrape),
            row(30, "X", "", "8", scrape + "xid=\"31\""),
            row(30, "X", "", "2", "xid=\"45\"," + scrape),
            row(30, "Y", "", "5", "nvlink=\"1\",err_code=\"a\\\"b\",empty=\"\""));

    assertThat(values(gpu))
        .isEqualTo(
            Map.of(
                "X", List.of(1.0),
                "X{xid=\"31\"}", List.of(7.0, 8.0),
                "X{xid=\"45\"}", List.of(2.0, 2.0),
                "Y{err_code=\"a\\\"b\",nvlink=\"1\"}", List.of(5.0)));
  }

  @Test
  void oldAndNewNamesOfALabelledFieldAreOneSeries() throws IOException {
    GpuSamples gpu =
        gpu(
            row(0, "DCGM_FI_DEV_GPU_UTIL", "", "50", "vgpu=\"0\""),
            row(1, "DCGM_FI_DEV_GPU_UTIL_RATIO", "", "0.75", "vgpu=\"0\""));
    assertThat(values(gpu))
        .isEqualTo(Map.of("DCGM_FI_DEV_GPU_UTIL{vgpu=\"0\"}", List.of(50.0, 75.0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu=0,xid=31",
        "{'gpu': '0', 'xid': '31'}",
        "map[xid:31 gpu:0]",
        "{\"gpu\":\"0\",\"xid\":\"31\"}",
        "{xid=\"31\", gpu=\"0\"}",
        "DCGM_EXP_XID_ERRORS_COUNT{gpu=\"0\",xid=\"31\"}",
        "xid:31,gpu:0",
      })
  void labelsTellSeriesApartHoweverTheyArePrinted(String labels) throws IOException {
    GpuSamples gpu =
        gpu(
            row(0, "X", "", "7", labels),
            row(0, "X", "", "2", labels.replace("31", "45")),
            row(1, "X", "", "8", labels));

    assertThat(values(gpu))
        .isEqualTo(Map.of("X{xid=\"31\"}", List.of(7.0, 8.0), "X{xid=\"45\"}", List.of(2.0)));
  }

  @Test
  void whatCannotBeReadOfLabelsTellsSeriesApartToo() throws IOException {
    GpuSamples gpu =
        gpu(
            row(0, "X", "", "1", "gpu=\"0\",error 31"),
            row(0, "X", "", "2", "gpu=\"0\",error 45"),
            row(0, "X", "", "3", "xid={\"a\":31}"),
            row(0, "X", "", "4", "xid={\"a\":45},pod={\"b\":1}"),
            row(0, "X", "", "5", "N/A"),
            row(0, "X", "", "6", "a=\"1\",a=\"2\""),
            row(0, "X", "", "7", "a=\"2\",a=\"2\""));

    assertThat(values(gpu))
        .isEqualTo(
            Map.of(
                "X{labels_raw=\"error 31\"}", List.of(1.0),
                "X{labels_raw=\"error 45\"}", List.of(2.0),
                "X{xid=\"{\\\"a\\\":31}\"}", List.of(3.0),
                "X{xid=\"{\\\"a\\\":45}\"}", List.of(4.0),
                "X", List.of(5.0),
                "X{a=\"1\",a_2=\"2\"}", List.of(6.0),
                "X{a=\"2\"}", List.of(7.0)));
  }

  @Test
  void ofALongTextThatCannotBeReadTheBeginningAndAHashTell() throws IOException {
    String text = "what nobody can read ".repeat(50);
    GpuSamples gpu = gpu(row(0, "X", "", "1", text + "a"), row(0, "X", "", "2", text + "b"));

    assertThat(values(gpu).keySet())
        .hasSize(2)
        .allMatch(
            name ->
                name.matches(
                    "X\\{labels_raw=\"what nobody can read what nobody can rea…[0-9a-f]{16}\"}"));
  }

  @Test
  void labelsOutOfBoundsAreRejectedWithTheReason() throws IOException {
    StringBuilder nine = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      nine.append("l").append(i).append("=\"v\",");
    }
    ParsedChunk chunk =
        read(
            row(0, "X", "", "1", nine.toString()),
            row(0, "X", "", "1", "l=\"" + "v".repeat(252) + "\""));
    assertThat(chunk.accepted()).isZero();
    assertThat(chunk.rejects())
        .extracting(RejectedRow::reason)
        .satisfiesExactly(
            first -> assertThat(first).contains("more than 8 labels"),
            second -> assertThat(second).contains("more than 256 characters"));
  }

  @Test
  void podsWhoseValuesDifferAreSeriesAndTheGpusOwnValueIsOne() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int second : new int[] {0, 30}) {
      rows.add(row(second, "per_pod", "proxy", "42", ""));
      rows.add(row(second, "util", "proxy", "62", ""));
      rows.add(row(second, "per_pod", "embed", "17", ""));
      rows.add(row(second, "util", "embed", "62", ""));
      rows.add(row(second, "per_pod", "infer", "3", ""));
      rows.add(row(second, "util", "infer", "62", ""));
    }
    GpuSamples gpu = gpu(rows.toArray(String[]::new));

    assertThat(values(gpu))
        .isEqualTo(
            Map.of(
                "per_pod{pod=\"embed\"}", List.of(17.0, 17.0),
                "per_pod{pod=\"infer\"}", List.of(3.0, 3.0),
                "per_pod{pod=\"proxy\"}", List.of(42.0, 42.0),
                "util", List.of(62.0, 62.0, 62.0, 62.0, 62.0, 62.0)));
  }

  @Test
  void containersOfOnePodAreToldApartToo() throws IOException {
    GpuSamples gpu =
        gpu(row(0, "m", "p", "1", ""), row(0, "m", "p", "2", "").replace("main", "side"));
    assertThat(values(gpu).keySet())
        .containsExactly("m{container=\"main\",pod=\"p\"}", "m{container=\"side\",pod=\"p\"}");
  }

  @Test
  void anotherPodLaterIsTheSameSeries() throws IOException {
    GpuSamples gpu =
        gpu(
            row(0, "util", "train-a", "90", ""),
            row(10, "util", "train-a", "91", ""),
            row(20, "util", "", "0", ""),
            row(30, "util", "train-b", "50", ""),
            row(40, "util", "", "0", ""));

    assertThat(values(gpu)).isEqualTo(Map.of("util", List.of(90.0, 91.0, 0.0, 50.0, 0.0)));
    assertThat(pods(gpu, 0, 10, 20, 30, 40))
        .containsExactly("train-a", "train-a", "", "train-b", "");
    assertThat(gpu.factRuns().at(T0 + 20_000).uuid()).isEqualTo("GPU-1");
  }

  @Test
  void theOrderOfRowsDoesNotMatter() throws IOException {
    String[] rows = {
      row(40, "b", "", "0", ""),
      row(0, "a", "train-a", "1", ""),
      row(30, "b", "train-b", "2", ""),
      row(30, "a", "train-b", "3", ""),
      row(20, "a", "", "4", ""),
      row(10, "a", "train-a", "5", ""),
      row(0, "b", "train-a", "6", ""),
    };
    GpuSamples gpu = gpu(rows);

    assertThat(pods(gpu, 0, 10, 20, 30, 40))
        .containsExactly("train-a", "train-a", "", "train-b", "");
    assertThat(values(gpu))
        .isEqualTo(Map.of("a", List.of(1.0, 5.0, 4.0, 3.0), "b", List.of(6.0, 2.0, 0.0)));
  }

  @Test
  void ametricThatKnowsOfNoPodDoesNotHideIt() throws IOException {
    GpuSamples gpu =
        gpu(
            row(0, "a", "train-a", "1", ""),
            row(0, "b", "", "1", ""),
            row(10, "a", "train-a", "1", ""),
            row(10, "b", "", "1", ""));
    assertThat(pods(gpu, 0, 10)).containsExactly("train-a", "train-a");
  }

  @Test
  void anotherUuidFromATimeOnIsAnotherGpuFromThen() throws IOException {
    GpuSamples gpu =
        gpu(row(0, "t", "", "30", ""), row(10, "t", "", "80", "").replace("GPU-1", "GPU-2"));
    assertThat(gpu.factRuns().at(T0).uuid()).isEqualTo("GPU-1");
    assertThat(gpu.factRuns().at(T0 + 10_000).uuid()).isEqualTo("GPU-2");
    assertThat(gpu.facts().uuid()).isEqualTo("GPU-2");
  }
}
