package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.csv.RejectSink;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file of every kind, cut off everywhere, with bytes changed, its lines in another order, or
 * another kind's file behind it: it is refused with a reason, or every value of it is accounted
 * for.
 */
class HostileKindsTest {

  /** Kinds that are refused whatever their rows. */
  private static final Set<Kind> REFUSED =
      EnumSet.of(
          Kind.NVIDIA_SMI_PMON,
          Kind.NVIDIA_SMI_OTHER,
          Kind.PREFIXED,
          Kind.NO_CAPTURE,
          Kind.UNKNOWN);

  private static final Given GIVEN =
      Captured.given("node09", "DCGM_FI_DEV_GPU_TEMP", "2026-11-28T20:00:00Z");

  private static final Map<Kind, String> FILES = new EnumMap<>(Kind.class);

  static {
    FILES.put(
        Kind.CSV_LONG,
        """
        timestamp,metric_name,gpu_id,Hostname,value,labels_raw
        2026-11-28T20:00:00Z,DCGM_FI_DEV_GPU_TEMP,0,n1,41,"a=""b"" "
        2026-11-28T20:00:05Z,DCGM_FI_DEV_GPU_TEMP,0,n1,N/A,"a=""b"" "
        1795896010,DCGM_FI_DEV_POWER_USAGE,1,n1,61.5 W,
        """);
    FILES.put(
        Kind.CSV_WIDE,
        """
        timestamp;gpu_id;hostname;power_draw;temperature
        2026-11-28T20:00:00Z;0;n1;2,5;41
        2026-11-28T20:00:05Z;0;n1;;42
        """);
    FILES.put(
        Kind.NVIDIA_SMI_QUERY,
        """
        timestamp, index, uuid, utilization.gpu [%], memory.used [MiB]
        2026/11/28 20:00:00.123, 0, GPU-1, 10 %, 1000 MiB
        2026/11/28 20:00:00.123, 1, GPU-2, [N/A], 1 MiB
        """);
    FILES.put(
        Kind.FLEET_INTELLIGENCE,
        """
        timestamp,component,metric_name,value,labels
        2026-11-28T22:41:00Z,gpu,dcgm_fi_dev_gpu_util,77,"{""gpu"":""0""}"
        2026-11-28T22:41:00Z,cpu,load,1,"{}"
        """);
    FILES.put(
        Kind.GRAFANA_SERIES,
        """
        "Time","{Hostname=""n1"", gpu=""0""}","{Hostname=""n1"", gpu=""1""}","x"
        2026-11-28 21:00:00,45,61.1,1
        1795896000000,"46 \u00b0C",,5
        """);
    FILES.put(
        Kind.GRAFANA_LONG,
        """
        Series;Time;Value
        "DCGM_FI_DEV_GPU_UTIL{gpu=""0""}";"2026-11-28T21:00:00+01:00";"45%"
        {gpu="0"};2026-11-28 21:00:00;45,5
        node 7;1795896000;1
        """);
    FILES.put(
        Kind.NVIDIA_SMI_DMON,
        """
        #Date       Time        gpu   mig   pwr gtemp
        #YYYYMMDD   HH:MM:SS    Idx   Idx     W     C
         20261128   20:00:00      0     -    65    34
         20261128   20:00:01      0     2    66     -
        """);
    FILES.put(
        Kind.DCGMI_DMON,
        """
        #Entity         GPUTL        POWER
        ID                           W
        GPU 0           12           70.125
        GPU-I 3         12           N/A
        GPU 1           13           71
        """);
    FILES.put(
        Kind.PROMETHEUS,
        """
        # TYPE DCGM_FI_DEV_SM_CLOCK gauge
        DCGM_FI_DEV_SM_CLOCK{gpu="0",Hostname="n1",a="\\"\\\\"} 1410
        {__name__="DCGM_FI_DEV_SM_CLOCK", gpu="1"} 210 1795896000000
        go_goroutines 5 1.7958e9
        """);
    FILES.put(
        Kind.PROMETHEUS_JSON,
        """
        {"status":"success","data":{"resultType":"matrix","result":[
        {"metric":{"__name__":"DCGM_FI_DEV_GPU_TEMP","Hostname":"n","gpu":"0"},
        "values":[[1795896000,"41"],[1795896015.5,"42"]]},
        {"values":[[1795896000,"51"]],"metric":{"gpu":"1"}}]}}
        """);
  }

  private static byte[] file(Kind kind) {
    return FILES.get(kind).getBytes(StandardCharsets.UTF_8);
  }

  /** What became of a file; null where it was refused. */
  private record Read(Kind kind, long rows, long accepted) {}

  private static Read read(byte[] file, int pieceBytes) {
    Optional<ZoneId> zone = Optional.of(ZoneOffset.UTC);
    try {
      Capture capture = Capture.of(new ByteArrayInputStream(file), "UTF-8", GIVEN, zone);
      CsvParser parser =
          new CsvParser(
              capture.header(),
              capture.firstRow(),
              Captured.NOW,
              0,
              SampleTimes.of(zone),
              RejectSink.NONE);
      CsvPieces pieces = capture.pieces(pieceBytes, 0);
      long rows = 0;
      long accepted = 0;
      for (CsvPiece piece = pieces.next(); piece != null; piece = pieces.next()) {
        parser.read(piece);
        ParsedChunk chunk = parser.take();
        assertThat(chunk.values())
            .isEqualTo(
                chunk.accepted()
                    + chunk.counts().missing()
                    + chunk.rejected()
                    + chunk.counts().expired());
        long stored =
            chunk.gpus().stream()
                .flatMap(gpu -> gpu.columns().stream())
                .mapToLong(c -> c.size())
                .sum();
        assertThat(stored).isLessThanOrEqualTo(chunk.accepted());
        rows += chunk.rows();
        accepted += chunk.accepted();
      }
      return new Read(kind(capture), rows, accepted);
    } catch (InvalidInputException e) {
      assertThat(e.getMessage()).hasSizeGreaterThan(10);
      assertThat(e.field()).isNotBlank();
      return null;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Kind kind(Capture capture) {
    String word = capture.report().kind();
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyKindHasAFile() {
    assertThat(FILES.keySet())
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(REFUSED)));
    FILES.forEach(
        (kind, text) -> {
          Read read = read(file(kind), 1 << 16);
          assertThat(read.kind()).isEqualTo(kind);
          assertThat(read.accepted()).as(text).isPositive();
        });
  }

  /** Of a shorter file no more is taken, and no row is lost without a word. */
  @ParameterizedTest
  @EnumSource(
      names = {"NVIDIA_SMI_PMON", "NVIDIA_SMI_OTHER", "PREFIXED", "NO_CAPTURE", "UNKNOWN"},
      mode = EnumSource.Mode.EXCLUDE)
  void aFileMayBeCutOffAnywhere(Kind kind) {
    byte[] whole = file(kind);
    Read all = read(whole, 1 << 16);
    for (int length = 0; length < whole.length; length++) {
      Read read = read(Arrays.copyOf(whole, length), 1 + length % 50);
      if (read != null && read.kind() == kind) {
        assertThat(read.rows()).as("cut at %d", length).isLessThanOrEqualTo(all.rows() + 1);
        assertThat(read.accepted()).as("cut at %d", length).isLessThanOrEqualTo(all.accepted());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"NVIDIA_SMI_PMON", "NVIDIA_SMI_OTHER", "PREFIXED", "NO_CAPTURE", "UNKNOWN"},
      mode = EnumSource.Mode.EXCLUDE)
  void anyByteMayBeAnother(Kind kind) {
    Random random = new Random(kind.word().hashCode());
    int[] changes = {0x01, 0x20, 0x80, 0xff};
    for (int at = 0; at < file(kind).length; at++) {
      byte[] changed = file(kind);
      changed[at] ^= (byte) changes[random.nextInt(changes.length)];
      Read unused = read(changed, 1 + random.nextInt(100));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"NVIDIA_SMI_PMON", "NVIDIA_SMI_OTHER", "PREFIXED", "NO_CAPTURE", "UNKNOWN"},
      mode = EnumSource.Mode.EXCLUDE)
  void linesMayStandInAnyOrder(Kind kind) {
    Random random = new Random(kind.word().hashCode());
    List<String> lines = new ArrayList<>(FILES.get(kind).lines().toList());
    for (int i = 0; i < 40; i++) {
      Collections.shuffle(lines, random);
      String text =
          String.join(
              i % 2 == 0 ? "\n" : "\r\n", lines.subList(0, 1 + random.nextInt(lines.size())));
      Read unused = read(text.getBytes(StandardCharsets.UTF_8), 1 + random.nextInt(100));
    }
  }

  /**
   * Of the second file nothing is taken for what it is not: it has other GPUs and its own times.
   */
  @ParameterizedTest
  @EnumSource(
      names = {"NVIDIA_SMI_PMON", "NVIDIA_SMI_OTHER", "PREFIXED", "NO_CAPTURE", "UNKNOWN"},
      mode = EnumSource.Mode.EXCLUDE)
  void anotherKindMayStandBehind(Kind kind) {
    for (Kind other : FILES.keySet()) {
      byte[] both = (FILES.get(kind) + FILES.get(other)).getBytes(StandardCharsets.UTF_8);
      Read first = read(file(kind), 1 << 16);
      Read second = read(file(other), 1 << 16);

      Read read = read(both, 64);

      if (read != null) {
        assertThat(read.kind()).as("%s before %s", kind, other).isEqualTo(kind);
        assertThat(read.accepted())
            .as("%s before %s", kind, other)
            .isBetween(first.accepted(), first.accepted() + second.accepted());
      }
    }
  }
}
