package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import nexus.telemetry.csv.BodyTooLargeException;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.Packed;
import nexus.telemetry.testing.SettableClock;
import nexus.telemetry.testing.StoreContents;
import nexus.telemetry.unpack.Hint;
import nexus.telemetry.unpack.Unpacked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to do harm: they end as rejected rows with a reason, or as one clear error. */
final class HostileCsvTest {

  private static final String CLUSTER = "c1";
  private static final String HEADER = "timestamp,metric_name,gpu_id,Hostname,value\n";
  private static final long TIME_MS = 1_767_225_600_000L;

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final InMemoryKv kv = new InMemoryKv(clock);

  private IngestResult ingest(InputStream in, int chunkBytes, long maxBytes) throws IOException {
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 100, 0, 3_600_000), 1, 0, folder);
    try (CsvIngest ingest = new CsvIngest(kv, keys, options, clock)) {
      return ingest.ingestUpload(CLUSTER, in, chunkBytes, maxBytes);
    }
  }

  private IngestResult ingest(String csv) throws IOException {
    return ingest(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), 1 << 20, 0);
  }

  private static String row(String host, String gpu, String metric, String value) {
    return TIME_MS + "," + metric + "," + gpu + "," + host + "," + value + "\n";
  }

  private void drain() {
    DrainOptions options = new DrainOptions("test", 2, 0, 100, 16, 3_600_000, 0);
    try (Drainer drainer = new Drainer(kv, keys, options, clock)) {
      drainer.drain(CLUSTER, new DrainLimits(1_000_000, 60_000));
    }
  }

  static List<String> badNames() {
    return List.of(
        "a/b",
        "..",
        ".",
        "../../telemetry/claims/c1/00",
        "a\u0000b",
        "x".repeat(254),
        "x".repeat(10_000),
        "\u202ehost",
        "ho\u200fst",
        "host\u2066",
        "höst",
        "ｈｏｓｔ",
        "a b",
        "a%2Fb",
        "\ud800",
        "😀");
  }

  @ParameterizedTest
  @MethodSource("badNames")
  void whatIsNoNameIsARejectedRowAndNoKey(String name) throws IOException {
    IngestResult result =
        ingest(
            HEADER
                + row(name, "0", "M", "1")
                + row("h", name, "M", "1")
                + row("h", "0", name, "1"));

    assertThat(result.rejected()).isEqualTo(3);
    assertThat(result.rejects())
        .extracting("column")
        .containsExactly("Hostname", "gpu_id", "metric_name");
    assertThat(result.rejects())
        .allSatisfy(reject -> assertThat(reject.reason()).contains("is no name"));
    assertThat(everyKey())
        .allMatch(
            key ->
                key.startsWith("/telemetry/ingest/c1/")
                    || key.startsWith("/telemetry/uploads/c1/")
                    || key.startsWith("/telemetry/clusters/c1/counters/ingest/"));
  }

  private List<String> everyKey() {
    return KvFutures.await(kv.range(Range.of("\u0000", "\u00ff"))).entries().stream()
        .map(Entry::key)
        .filter(key -> !key.equals(keys.formats()))
        .toList();
  }

  static Map<String, String> badHeaders() {
    String columns =
        IntStream.range(0, 100_000).mapToObj(i -> ",m" + i).collect(Collectors.joining());
    return Map.of(
        "timestamp,gpu_id,hostname" + columns,
        "longer than 65536 bytes",
        "timestamp,gpu_id,hostname" + columns.substring(0, 6_000),
        "metric columns",
        "timestamp,gpu_id,hostname," + "x".repeat(10 << 20),
        "longer than 65536 bytes",
        "timestamp,gpu_id,hostname,a,a",
        "twice",
        "timestamp,gpu_id,hostname,a,GPU_ID",
        "twice",
        "timestamp,gpu_id,hostname,a/b",
        "is no metric name",
        "\u0000",
        "header");
  }

  static java.util.stream.Stream<org.junit.jupiter.params.provider.Arguments> headers() {
    return badHeaders().entrySet().stream()
        .map(e -> org.junit.jupiter.params.provider.Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("headers")
  void aHeaderThatIsNoneIsOneShortError(String header, String reason) {
    assertThatThrownBy(() -> ingest(header + "\n1,2,3\n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
    assertThat(everyKey()).isEmpty();
  }

  /** A member of 64 MiB of rows takes 64 KiB; read in bounded pieces, and to the bound alone. */
  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void aBombIsInflatedToTheBoundAndNoFurther(int members) throws IOException {
    byte[] bomb = bomb(members);
    assertThat(bomb.length).isLessThan(members * (128 << 10));
    CountedStream in = new CountedStream(unpacked(bomb));

    assertThatThrownBy(() -> ingest(in, 1 << 20, 8 << 20))
        .isInstanceOf(BodyTooLargeException.class);

    assertThat(in.count).isLessThan(12 << 20);
    assertThat(everyKey()).isEmpty();
  }

  @Test
  void aBombInABombIsInflatedToTheBoundAndNoFurther() throws IOException {
    CountedStream in = new CountedStream(unpacked(Packed.gzip(bomb(40))));

    assertThatThrownBy(() -> ingest(in, 1 << 20, 8 << 20))
        .isInstanceOf(BodyTooLargeException.class);

    assertThat(in.count).isLessThan(12 << 20);
    assertThatThrownBy(() -> unpacked(Packed.gzip(Packed.gzip(bomb(1)))))
        .isInstanceOf(InvalidInputException.class);
    assertThat(everyKey()).isEmpty();
  }

  private static InputStream unpacked(byte[] body) throws IOException {
    return Unpacked.of(new ByteArrayInputStream(body), Hint.NONE);
  }

  private static byte[] bomb(int members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] rows = row("h", "0", "M", "1").repeat(1 << 12).getBytes(StandardCharsets.UTF_8);
    for (int member = 0; member < members; member++) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(HEADER.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < (members == 1 ? 160 : 4); i++) {
          gzip.write(rows);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static final class CountedStream extends java.io.FilterInputStream {
    private long count;

    CountedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
      int read = super.read(target, at, length);
      count += Math.max(read, 0);
      return read;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0",
    "-0",
    "+0",
    "-0.0",
    "+5",
    ".5",
    "5.",
    "1e5",
    "1E-5",
    "007",
    "1e308",
    "-1e308",
    "1.7976931348623157e308",
    "4.9e-324",
    "4.9406564584124654e-324",
    "2.2250738585072011e-308",
    "1e-400",
    "0.1",
    "0.30000000000000004",
    "12345678901234567",
    "9007199254740993",
    "1.2345678901234567",
    "123456789012345678901234567890",
    "0.000000000000000000000000000012345",
  })
  void aDecimalNumberComesBackToTheBit(String text) throws IOException {
    assertThat(ingest(HEADER + row("h", "0", "M", text)).accepted()).isEqualTo(1);
    drain();

    long bits = Double.doubleToRawLongBits(Double.parseDouble(text));
    NavigableMap<Long, Double> stored = StoreContents.of(kv, CLUSTER).get("h/0 M");
    assertThat(Double.doubleToRawLongBits(stored.get(TIME_MS))).isEqualTo(bits);
    SeriesQuery query = new SeriesQuery(kv, keys, 3_600_000, clock);
    GpuReference gpu = GpuReference.parse(Optional.empty(), Optional.of("h/0"));
    TimeRange all = new TimeRange(0, SeriesRequest.endOfTime(clock.millis()));
    var range = query.run(SeriesRequest.samples(CLUSTER, gpu, all));
    var newest = query.run(SeriesRequest.newest(CLUSTER, gpu));
    for (var answer : List.of(range, newest)) {
      double value = answer.columns().get(0).value(0);
      assertThat(Double.doubleToRawLongBits(value)).isEqualTo(bits);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1e309",
    "-1e309",
    "0x1p3",
    "0x10",
    "\u22120",
    "\u22125",
    "Infinity",
    "-Infinity",
    "inf",
    "1_000",
    "1d",
    "1f",
    "1L",
    "1e",
    "e5",
    ".",
    "+",
    "--5",
    "1e5.5",
    "\uff11\uff12",
    "\u0661",
    "1 2",
    "'1,5'",
    "NaN0",
    "\u221e",
  })
  void whatIsNoDecimalNumberOfADoubleIsARejectedRow(String text) throws IOException {
    IngestResult result = ingest(HEADER + row("h", "0", "M", '"' + text + '"'));

    assertThat(result.rejected()).isEqualTo(1);
    assertThat(result.rejects().get(0).column()).isEqualTo("value");
    assertThat(result.rejects().get(0).reason()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "nan", "N/A", "[N/A]", "null", "", " ", "-"})
  void whatSaysThatThereIsNoneIsMissing(String text) throws IOException {
    assertThat(ingest(HEADER + row("h", "0", "M", text)).missing()).isEqualTo(1);
  }
}
