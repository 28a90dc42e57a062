package nexus.telemetry.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.model.Timestamps;

class CsvPropertiesTest {

  private static final long NOW = 1_752_900_000_000L;
  private static final CsvHeader LONG =
      CsvHeader.parse("timestamp,metric_name,gpu_id,Hostname,value,labels_raw");
  private static final CsvHeader WIDE =
      CsvHeader.parse("timestamp,gpu_id,hostname,temperature,power_draw,labels_raw");

  /** A sample that a file is made of. */
  record Sample(int host, int gpu, int instance, int metric, int second, double value) {

    String series() {
      return "host-" + host + "/" + gpu + (instance == 0 ? "" : "." + instance) + " m" + metric;
    }

    long timeMs() {
      return 1_752_871_354_000L + second * 1000L;
    }
  }

  @Property
  void whatIsWrittenIsReadWhateverTheOrderAndTheQuotes(
      @ForAll("samples") List<Sample> samples, @ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<String> columns =
        new ArrayList<>(
            List.of("timestamp", "metric_name", "gpu_id", "Hostname", "value", "labels_raw"));
    Collections.shuffle(columns, random);
    StringBuilder csv = new StringBuilder(String.join(",", columns)).append('\n');
    for (Sample sample : samples) {
      csv.append(row(sample, columns, random)).append(random.nextBoolean() ? "\n" : "\r\n");
    }

    ParsedChunk chunk = one(read(csv.toString(), 1 << 20));

    assertThat(chunk.rejects()).isEmpty();
    assertThat(chunk.accepted()).isEqualTo(samples.size());
    assertThat(series(List.of(chunk))).isEqualTo(expected(samples));
  }

  @Property
  void howAFileIsCutChangesNothing(
      @ForAll("lines") List<String> lines, @ForAll @IntRange(min = 1, max = 400) int chunkBytes)
      throws IOException {
    String text = LONG.text() + "\n" + String.join("\n", lines);
    List<ParsedChunk> whole = read(text, 1 << 20);
    List<ParsedChunk> parts = read(text, chunkBytes);

    assertThat(sums(parts)).isEqualTo(sums(whole));
    assertThat(series(parts)).isEqualTo(series(whole));
    assertThat(rejects(parts)).isEqualTo(rejects(whole));
  }

  @Property
  void anyTextIsCountedAndNoneThrows(@ForAll("anyLines") List<String> lines) throws IOException {
    for (CsvHeader header : List.of(LONG, WIDE)) {
      byte[] body = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
      ParsedChunk chunk = Chunks.parse(header, body, NOW);

      long rows =
          Stream.of(String.join("\n", lines).split("\n"))
              .filter(line -> !line.matches("[ \t]*\r?"))
              .count();
      assertThat(chunk.rows()).isEqualTo(rows);
      assertReconciles(header, chunk);
    }
  }

  @Property
  void anyBytesAreCountedAndNoneThrow(@ForAll byte[] body) throws IOException {
    for (CsvHeader header : List.of(LONG, WIDE)) {
      assertReconciles(header, Chunks.parse(header, body, NOW));
    }
  }

  private static void assertReconciles(CsvHeader header, ParsedChunk chunk) {
    assertThat(chunk.values()).isEqualTo(chunk.rows() * header.valuesPerRow());
    assertThat(chunk.values()).isEqualTo(chunk.accepted() + chunk.missing() + chunk.rejected());
    assertThat(chunk.gpus().stream().mapToLong(GpuSamples::size).sum()).isEqualTo(chunk.accepted());
    assertThat(chunk.gpus()).isSortedAccordingTo(Comparator.comparing(GpuSamples::gpu));
  }

  @Provide
  Arbitrary<List<Sample>> samples() {
    Arbitrary<Integer> few = Arbitraries.integers().between(0, 3);
    Arbitrary<Double> values =
        Arbitraries.longs()
            .map(Double::longBitsToDouble)
            .map(value -> Double.isFinite(value) ? value : -0.0);
    return Combinators.combine(few, few, few, few, Arbitraries.integers().between(0, 10), values)
        .as(Sample::new)
        .list()
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<String> good =
        Combinators.combine(
                Arbitraries.integers().between(0, 9), Arbitraries.integers().between(0, 99))
            .as((second, value) -> "175287135" + second + ",m,0,a," + value + ",");
    Arbitrary<String> other =
        Arbitraries.of(
            "",
            " ",
            "\r",
            ",,,,,",
            "1752871354,m,0,a,N/A,",
            "1752871354,m,0,a,1,\r",
            "1752871354,m,0,a,1",
            "1752871354,m,0,b,\"2\",\"GPU_I_ID=\"\"3\"\"\"",
            "1752871354,m,0,\"a,1,",
            "1752871354,m,0,a,1,\"\"\"",
            "9999999999,m,0,a,1,",
            "x".repeat(500));
    return Arbitraries.frequencyOf(Tuple.of(3, good), Tuple.of(1, other)).list().ofMaxSize(50);
  }

  @Provide
  Arbitrary<List<String>> anyLines() {
    Arbitrary<String> fields =
        Arbitraries.oneOf(
            Arbitraries.of(
                "1752871354", "m", "0", "a", "1.5", "", "\"", "\"\"", "\"x\"", "nan", "1e999"),
            Arbitraries.strings().ofMaxLength(8));
    Arbitrary<String> rows = fields.list().ofMinSize(5).ofMaxSize(7).map(f -> String.join(",", f));
    return Arbitraries.oneOf(rows, Arbitraries.strings().ofMaxLength(40)).list().ofMaxSize(20);
  }

  private static String row(Sample sample, List<String> columns, Random random) {
    List<String> fields = new ArrayList<>();
    for (String column : columns) {
      String field = field(sample, column, random);
      boolean quote = field.contains("\"") || field.contains(",") || random.nextBoolean();
      fields.add(quote ? '"' + field.replace("\"", "\"\"") + '"' : field);
    }
    return String.join(",", fields);
  }

  private static String field(Sample sample, String column, Random random) {
    return switch (column) {
      case "timestamp" ->
          switch (random.nextInt(4)) {
            case 0 -> Timestamps.format(sample.timeMs());
            case 1 -> String.valueOf(sample.timeMs());
            case 2 -> sample.timeMs() + "000000";
            default -> sample.timeMs() / 1000 + ".000";
          };
      case "metric_name" -> "m" + sample.metric();
      case "gpu_id" -> String.valueOf(sample.gpu());
      case "Hostname" -> "host-" + sample.host();
      case "value" -> String.valueOf(sample.value());
      default ->
          "__name__=\"m"
              + sample.metric()
              + (sample.instance() == 0 ? "\"" : "\",GPU_I_ID=\"" + sample.instance() + "\"")
              + ",job=\"j\"";
    };
  }

  private static Map<String, List<String>> expected(List<Sample> samples) {
    Map<String, List<String>> series = new TreeMap<>();
    samples.stream()
        .sorted(Comparator.comparingLong(Sample::timeMs))
        .forEach(
            sample ->
                series
                    .computeIfAbsent(sample.series(), name -> new ArrayList<>())
                    .add(sample.timeMs() + "=" + sample.value()));
    return series;
  }

  /** The samples of all chunks by series; where a time repeats, the later chunk's come later. */
  private static Map<String, List<String>> series(List<ParsedChunk> chunks) {
    record Point(long time, double value) {}
    Map<String, List<Point>> points = new TreeMap<>();
    for (ParsedChunk chunk : chunks) {
      for (GpuSamples gpu : chunk.gpus()) {
        for (MetricColumn column : gpu.columns()) {
          String name = gpu.gpu().alias() + " " + column.metric();
          List<Point> series = points.computeIfAbsent(name, any -> new ArrayList<>());
          for (int i = 0; i < column.size(); i++) {
            series.add(new Point(column.time(i), column.value(i)));
          }
        }
      }
    }
    Map<String, List<String>> texts = new TreeMap<>();
    points.forEach(
        (name, series) -> {
          series.sort(Comparator.comparingLong(Point::time));
          texts.put(name, series.stream().map(p -> p.time() + "=" + p.value()).toList());
        });
    return texts;
  }

  private static List<Long> sums(List<ParsedChunk> chunks) {
    return List.of(
        chunks.stream().mapToLong(ParsedChunk::rows).sum(),
        chunks.stream().mapToLong(ParsedChunk::accepted).sum(),
        chunks.stream().mapToLong(ParsedChunk::missing).sum(),
        chunks.stream().mapToLong(ParsedChunk::rejected).sum());
  }

  private static List<RejectedRow> rejects(List<ParsedChunk> chunks) {
    return chunks.stream().flatMap(chunk -> chunk.rejects().stream()).toList();
  }

  private static ParsedChunk one(List<ParsedChunk> chunks) {
    return chunks.isEmpty()
        ? new ParsedChunk(Counts.ZERO, 0, 0, Ignored.NONE, List.of(), List.of(), 0, 0)
        : chunks.get(0);
  }

  private static List<ParsedChunk> read(String text, int chunkBytes) throws IOException {
    return Chunks.parse(text.getBytes(StandardCharsets.UTF_8), chunkBytes, NOW);
  }
}
