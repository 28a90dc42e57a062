package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.csv.RejectSink;
import nexus.telemetry.model.SampleTimes;
import nexus.telemetry.testing.Packed;
import nexus.telemetry.unpack.Hint;
import nexus.telemetry.unpack.Unpacked;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many megabytes of each kind, made while they are read, and never there as a whole. */
@Timeout(300)
class LargeCapturesTest {

  private static final int BYTES = 100_000_000;

  /** Of kinds that are read as others are. */
  private static final int FEWER_BYTES = BYTES / 10;

  private static final int PIECE = 1 << 20;

  /** Most that is read ahead of what is parsed: pieces and buffers, and no file. */
  private static final int MOST_AHEAD = 8 << 20;

  private static final Given GIVEN =
      new Given("node01", "DCGM_FI_DEV_GPU_TEMP", null, null, List.of());
  private static final Given FOLLOWED =
      new Given("node01", null, "2026-01-01T00:00:00Z", "1s", List.of());

  /**
   * A file that is a beginning, then parts that come again and again, then an end.
   *
   * @param ends its beginning and its end
   * @param parts a few that differ in times, or in GPUs
   * @param count how many parts
   * @param values number of values of a part
   * @param packed how; empty where it is not
   */
  private record Large(
      String kind,
      Given given,
      List<byte[]> ends,
      List<byte[]> parts,
      int count,
      long values,
      String packed) {

    static Large of(
        String kind, Given given, int bytes, String head, IntFunction<String> part, long values) {
      List<byte[]> parts = IntStream.range(0, 8).mapToObj(part).map(Packed::utf8).toList();
      int count = bytes / parts.get(0).length + 1;
      return new Large(
          kind, given, List.of(Packed.utf8(head), new byte[0]), parts, count, values, "");
    }

    Large ending(String end) {
      return new Large(
          kind, given, List.of(ends.get(0), Packed.utf8(end)), parts, count, values, packed);
    }

    /** The same, every part packed by itself. */
    Large packed(String how, UnaryOperator<byte[]> pack) {
      List<byte[]> all = parts.stream().map(pack).toList();
      return new Large(
          kind, given, List.of(pack.apply(ends.get(0)), ends.get(1)), all, count, values, how);
    }

    @Override
    public String toString() {
      return kind + " " + packed;
    }
  }

  /** Hands a file out, and counts. */
  private static final class Made extends InputStream {

    private final Large large;
    private byte[] part;
    private int number;
    private int at;
    private long bytes;

    Made(Large large) {
      this.large = large;
      this.part = large.ends.get(0);
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      while (at == part.length) {
        if (number > large.count) {
          return -1;
        }
        part =
            number < large.count ? large.parts.get(number % large.parts.size()) : large.ends.get(1);
        number++;
        at = 0;
      }
      int some = Math.min(length, part.length - at);
      System.arraycopy(part, at, target, from, some);
      at += some;
      bytes += some;
      return some;
    }
  }

  private static String times(int count, IntFunction<String> one) {
    return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining());
  }

  private static Large query(int bytes) {
    return Large.of(
        "nvidia_smi_query",
        GIVEN,
        bytes,
        "timestamp, index, name, uuid, utilization.gpu [%], memory.used [MiB], temperature.gpu,"
            + " power.draw [W]\n",
        part ->
            times(
                10_000,
                i ->
                    "2026/11/28 %02d:%02d:%02d.123, %d, NVIDIA H100 80GB HBM3, GPU-%d, %d %%, %d MiB, %d, %d.%02d W%n"
                        .formatted(
                            part,
                            i / 480 % 60,
                            i / 8 % 60,
                            i % 8,
                            i % 8,
                            i % 101,
                            i,
                            30 + i % 50,
                            60 + i % 600,
                            i % 100)),
        40_000);
  }

  static Stream<Large> files() {
    return Stream.of(
        query(BYTES),
        query(FEWER_BYTES).packed("gzip", Packed::gzip),
        query(FEWER_BYTES).packed("zstd", Packed::zstd),
        Large.of(
            "prometheus",
            GIVEN,
            FEWER_BYTES,
            "",
            part ->
                times(
                    1_000,
                    i ->
                        ("DCGM_FI_DEV_GPU_TEMP{gpu=\"%d\",UUID=\"GPU-%d\",pci_bus_id=\"00000000:07:00.0\","
                                + "device=\"nvidia%d\",modelName=\"NVIDIA H100 80GB HBM3\",DCGM_FI_DRIVER_VERSION="
                                + "\"550.54.15\",Hostname=\"n%d\",container=\"trainer\",namespace=\"team-a\","
                                + "pod=\"llm-0\"} 41 1795896%03d000%n")
                            .formatted(i % 8, i, i % 8, i / 8, 100 + part)),
            1_000),
        Large.of(
                "prometheus_json",
                GIVEN,
                FEWER_BYTES,
                "{\"status\":\"success\",\"data\":{\"result\":[{\"metric\":{},\"values\":[]}",
                part ->
                    ",{\"metric\":{\"__name__\":\"DCGM_FI_DEV_GPU_TEMP\",\"gpu\":\"%d\",\"Hostname\":\"n\"},\"values\":["
                            .formatted(part)
                        + times(
                            1_000,
                            i ->
                                "\n      [\n        1795896%03d,\n        \"%d\"\n      ],"
                                    .formatted(i, i % 90))
                        + "[1795897000,\"5\"]]}",
                1_001)
            .ending("]}}"),
        Large.of(
            "grafana_series",
            GIVEN,
            BYTES,
            "Time"
                + times(
                    200, i -> ",\"{Hostname=\"\"n%d\"\", gpu=\"\"%d\"\"}\"".formatted(i / 8, i % 8))
                + "\n",
            part ->
                times(
                    100,
                    i ->
                        (1_795_800_000 + 100 * part + i)
                            + times(200, column -> ",%d.1234567890123".formatted(20 + column % 60))
                            + "\n"),
            20_000),
        Large.of(
            "grafana_long",
            GIVEN,
            FEWER_BYTES,
            "Series;Time;Value\n",
            part ->
                times(
                    1_000,
                    i ->
                        ("\"DCGM_FI_DEV_GPU_TEMP{DCGM_FI_DRIVER_VERSION=\"\"550.54.15\"\", Hostname=\"\"n\"\","
                                + " UUID=\"\"GPU-%d\"\", container=\"\"exporter\"\", device=\"\"nvidia0\"\", gpu=\"\"%d\"\","
                                + " instance=\"\"10.0.0.7:9400\"\", job=\"\"dcgm\"\", modelName=\"\"NVIDIA H100\"\"}\";"
                                + "1795896%03d;41,5%n")
                            .formatted(part, part, i)),
            1_000),
        Large.of(
            "nvidia_smi_dmon",
            FOLLOWED,
            FEWER_BYTES,
            """
            # gpu   pwr gtemp mtemp    sm   mem   enc   dec   jpg   ofa  mclk  pclk
            # Idx     W     C     C     %     %     %     %     %     %   MHz   MHz
            """,
            part ->
                times(
                    800,
                    i ->
                        "    %d    65    34     -    10     2     0     0     0     0  2619  1980%n"
                            .formatted(i % 8)),
            800 * 8),
        Large.of(
            "dcgmi_dmon",
            FOLLOWED,
            FEWER_BYTES,
            """
            #Entity         GPUTL        MCUTL        POWER
            ID                                        W
            """,
            part ->
                times(
                    800,
                    i -> "GPU %d           12           34           70.125%n".formatted(i % 8)),
            800 * 3));
  }

  @ParameterizedTest
  @MethodSource("files")
  void aLargeFileIsReadPieceByPiece(Large large) throws IOException {
    Made file = new Made(large);
    Optional<ZoneId> zone = Optional.of(ZoneOffset.UTC);
    Capture capture = Capture.of(Unpacked.of(file, Hint.NONE), "UTF-8", large.given, zone);
    CsvParser parser =
        new CsvParser(
            capture.header(),
            capture.firstRow(),
            Captured.NOW,
            0,
            SampleTimes.of(zone),
            RejectSink.NONE);
    CsvPieces pieces = capture.pieces(PIECE, 0);
    long accepted = 0;
    long rejected = 0;
    long before = 0;
    long ahead = 0;
    for (CsvPiece piece = pieces.next(); piece != null; piece = pieces.next()) {
      ahead = Math.max(ahead, file.bytes - before);
      before = file.bytes;
      parser.read(piece);
      ParsedChunk chunk = parser.take();
      accepted += chunk.accepted();
      rejected += chunk.rejected();
    }

    assertThat(capture.report().kind()).isEqualTo(large.kind);
    assertThat(accepted).isEqualTo(large.values * large.count);
    assertThat(rejected).isZero();
    assertThat(ahead).isLessThan(Math.min(MOST_AHEAD, file.bytes / 4));
  }
}
