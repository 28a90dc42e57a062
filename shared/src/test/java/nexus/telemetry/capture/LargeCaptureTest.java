package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.csv.RejectSink;
import nexus.telemetry.model.SampleTimes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 100 MB of each kind, read piece by piece. */
class LargeCaptureTest {

  private static final long BYTES = 100_000_000;
  private static final int PIECE = 1 << 20;

  private static final String NVIDIA_SMI_NAME = "nvidia_smi_dmon";
  private static final String DCGMI_NAME = "dcgmi_dmon";

  private static final String NVIDIA_SMI =
      rows(
          "# gpu   pwr gtemp mtemp    sm   mem   enc   dec   jpg   ofa  mclk  pclk ",
          "# Idx     W     C     C     %     %     %     %     %     %   MHz   MHz ",
          "    %d    65    34     -    10     2     0     0     0     0  2619  1980 ");
  private static final String DCGMI =
      rows(
          "#Entity         GPUTL        MCUTL        POWER          ",
          "ID                                        W              ",
          "GPU %d           12           34           70.125         ");

  private static String rows(String header, String units, String row) {
    StringBuilder rows = new StringBuilder(header).append('\n').append(units).append('\n');
    for (int i = 0; i < 24; i++) {
      rows.append(row.formatted(i % 8)).append('\n');
    }
    return rows.toString();
  }

  /** The same lines again and again. */
  private static final class Endless extends InputStream {
    private final byte[] lines;
    private long at;

    Endless(String lines) {
      this.lines = lines.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int read() {
      return at == BYTES ? -1 : lines[(int) (at++ % lines.length)];
    }

    @Override
    public int read(byte[] to, int from, int length) {
      if (at == BYTES) {
        return -1;
      }
      int begin = (int) (at % lines.length);
      int count = (int) Math.min(Math.min(length, lines.length - begin), BYTES - at);
      System.arraycopy(lines, begin, to, from, count);
      at += count;
      return count;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {NVIDIA_SMI_NAME, DCGMI_NAME})
  void hundredMegabytesAreReadInBoundedMemory(String kind) throws IOException {
    String lines = kind.equals(DCGMI_NAME) ? DCGMI : NVIDIA_SMI;
    Given given = new Given("node01", null, "2026-01-01T00:00:00Z", "1s", List.of());
    Capture capture = Capture.of(new Endless(lines), "UTF-8", given, Optional.empty());
    CsvParser parser =
        new CsvParser(
            capture.header(),
            capture.firstRow(),
            1_800_000_000_000L,
            0,
            SampleTimes.of(Optional.empty()),
            RejectSink.NONE);
    CsvPieces pieces = capture.pieces(PIECE, 0);
    long accepted = 0;
    long rejected = 0;
    for (CsvPiece piece = pieces.next(); piece != null; piece = pieces.next()) {
      parser.read(piece);
      ParsedChunk chunk = parser.take();
      accepted += chunk.accepted();
      rejected += chunk.rejected();
      assertThat(chunk.gpus()).hasSizeLessThanOrEqualTo(8);
    }

    assertThat(capture.report().kind()).isEqualTo(kind);
    assertThat(accepted).isGreaterThan(4_000_000);
    assertThat(rejected).isLessThanOrEqualTo(1);
  }
}
