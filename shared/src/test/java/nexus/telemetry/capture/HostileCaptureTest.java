package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nexus.telemetry.capture.dmon.DmonFormat;
import nexus.telemetry.capture.dmon.DmonHeader;
import nexus.telemetry.capture.dmon.DmonTimes;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.LineFormat;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.csv.RejectSink;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;

/** Files that were damaged, or made to do harm: none throws, and every line is accounted for. */
class HostileCaptureTest {

  private static final long NOW = 1_796_000_000_000L;
  private static final Given GIVEN =
      new Given("node01", null, "2026-11-28T20:00:00Z", "5s", List.of());

  private static final List<String> SEEDS =
      List.of(
          file(
              "# gpu   pwr gtemp mtemp    sm rxpci   ofa",
              "# Idx     W     C     C     %  MB/s     %",
              "    0    65    34     -    10     2     0",
              "    1    66    35    38    11     2     0"),
          file(
              "#Date, Time, gpu, pwr, gtemp, rxpci",
              "#YYYYMMDD, HH:MM:SS, Idx, W, C, MB/s",
              " 20261128, 20:00:00, 0, 65, 34, 7",
              " 20261128, 20:00:01, 0, 66, -, 8"),
          file("#Time        gpu   pwr", "#HH:MM:SS    Idx     W", " 23:59:58      0    65"),
          file(
              "#Entity         GPUTL        POWER        ",
              "ID                           W            ",
              "GPU 0           12           70.125       ",
              "GPU-I 3         12           N/A          ",
              "GPU 1                        71           "),
          file("# Entity  SMACT", "      Id", "    GPU 0  0.5"),
          file(
              "timestamp, index, uuid, utilization.gpu [%], power.draw [W]",
              "2026/11/28 20:00:00.123, 0, GPU-1, 10 %, 60.12 W"),
          file("sep=;", "timestamp;gpu_id;hostname;power_draw", "2026-11-28T20:00:00Z;0;n;2,5"),
          file(
              "timestamp,component,metric_name,value,labels",
              "2026-11-28T22:41:00Z,a,dcgm_fi_dev_gpu_util,77,\"{\"\"gpu\"\":\"\"0\"\"}\""));

  private static final List<String> POISON =
      List.of(
          "#",
          "\n",
          "\r",
          "\t",
          " ",
          ",",
          ";",
          "\"",
          "\0",
          "\uFEFF",
          "-",
          "NaN",
          "1e999",
          "gpu",
          "pid",
          "# gpu pid",
          "99999999999999999999",
          "GPU",
          "LINK",
          "#Entity",
          "20:61:61",
          "É",
          "😀",
          "{",
          "}",
          "0x",
          "2026-11-28",
          "MB/s",
          "N/A",
          "# gpu pwr\n",
          "#Time gpu pwr\n");

  @Property(tries = 2000)
  void damageIsCountedAndNeverThrows(
      @ForAll("seeds") String one, @ForAll("seeds") String other, @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    StringBuilder file = new StringBuilder(random.nextInt(4) == 0 ? one + other : one.repeat(3));
    for (int i = random.nextInt(6); i > 0 && file.length() > 2; i--) {
      int at = random.nextInt(file.length());
      switch (random.nextInt(4)) {
        case 0 -> file.insert(at, POISON.get(random.nextInt(POISON.size())));
        case 1 -> file.delete(at, Math.min(file.length(), at + 1 + random.nextInt(8)));
        case 2 -> file.setLength(Math.max(1, at));
        default -> file.insert(at, file.substring(at / 2, at));
      }
    }
    read(file.toString().getBytes(StandardCharsets.UTF_8), random);
  }

  /** What a format says of one line. */
  private static final class Told implements LineFormat.Fields {
    private int fields;
    private int ignored;

    @Override
    public void add(String text, int from, int to) {
      assertThat(text.substring(from, to)).doesNotContain("\n");
      fields++;
    }

    @Override
    public void ignored(String name) {
      assertThat(name).isNotBlank();
      ignored++;
    }
  }

  @Property(tries = 2000)
  void everyLineOfADmonIsARowIsIgnoredOrSaysWhyNot(
      @ForAll("seeds") String seed, @ForAll("lines") List<String> lines) {
    DmonHeader header = DmonHeader.of(seed.lines().findFirst().orElseThrow()).orElse(null);
    if (header == null || isRefused(header.tool())) {
      return;
    }
    DmonFormat format = new DmonFormat(header, new DmonTimes(GIVEN, Optional.of(ZoneId.of("UTC"))));
    for (String line : lines) {
      Told told = new Told();
      try {
        switch (format.read(line, told)) {
          case NOTHING ->
              assertThat(line.replace("\uFEFF", "").strip()).matches("(?s)(#|(?i)id).*|");
          case IGNORED -> assertThat(told.ignored).isPositive();
          case ROW -> assertThat(told.fields).isEqualTo(6);
        }
        while (format.readMore(told)) {
          assertThat(told.fields % 6).isZero();
        }
      } catch (InvalidInputException e) {
        assertThat(e).hasMessageMatching("(?s).{10,}");
        assertThat(format.readMore(told)).isFalse();
      }
    }
  }

  private static boolean isRefused(DmonHeader.Tool tool) {
    return tool == DmonHeader.Tool.PMON || tool == DmonHeader.Tool.OTHER;
  }

  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<String> known =
        Arbitraries.of(SEEDS.stream().flatMap(String::lines).distinct().toList());
    Arbitrary<String> cells =
        Arbitraries.oneOf(
                Arbitraries.of(POISON).map(one -> one.replace("\n", "")),
                Arbitraries.of("0", "1", " ", "20261128", "20:00:00", "GPU 0", "# gpu pwr"),
                Arbitraries.strings().ofMaxLength(4).map(one -> one.replace("\n", "")))
            .list()
            .ofMaxSize(9)
            .map(list -> String.join(" ", list));
    return Arbitraries.oneOf(known, cells).list().ofMaxSize(12);
  }

  @Property(tries = 500)
  void anyBytesBelowAHeaderAreCounted(@ForAll("seeds") String seed, @ForAll byte[] tail)
      throws IOException {
    byte[] head = seed.getBytes(StandardCharsets.UTF_8);
    byte[] file = java.util.Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, file, head.length, tail.length);
    read(file, new Random(tail.length));
  }

  private static String file(String... lines) {
    return String.join("\n", lines) + "\n";
  }

  @Provide
  Arbitrary<String> seeds() {
    return Arbitraries.of(SEEDS);
  }

  private static void read(byte[] file, Random random) throws IOException {
    Given given = random.nextInt(5) == 0 ? new Given("n", null, null, null, List.of()) : GIVEN;
    Optional<ZoneId> zone = random.nextBoolean() ? Optional.of(ZoneId.of("UTC")) : Optional.empty();
    Capture capture;
    try {
      capture = Capture.of(new ByteArrayInputStream(file), "UTF-8", given, zone);
    } catch (InvalidInputException e) {
      assertThat(e).hasMessageMatching("(?s).{10,}");
      return;
    }
    List<Long> rejected = new ArrayList<>();
    RejectSink sink =
        (line, reason, bytes, from, to) -> {
          assertThat(reason).isNotBlank();
          rejected.add(line);
        };
    CsvParser parser =
        new CsvParser(capture.header(), capture.firstRow(), NOW, 0, SampleTimes.of(zone), sink);
    CsvPieces pieces = capture.pieces(1 + random.nextInt(300), 0);
    for (CsvPiece piece = pieces.next(); piece != null; piece = pieces.next()) {
      parser.read(piece);
      ParsedChunk chunk = parser.take();
      assertThat(chunk.values())
          .isEqualTo(
              chunk.accepted() + chunk.missing() + chunk.rejected() + chunk.counts().expired());
    }
    assertThat(pieces.size() + capture.firstRow()).isPositive();
    long lines =
        1 + new String(file, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
    assertThat(rejected).allMatch(line -> line >= 1 && line <= lines);
  }
}
