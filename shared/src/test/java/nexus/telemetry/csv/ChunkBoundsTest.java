package nexus.telemetry.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.RejectedRow;
import org.junit.jupiter.api.Test;

class ChunkBoundsTest {

  private static final long NOW = 1_752_871_354_000L;
  private static final CsvHeader LONG =
      CsvHeader.parse("timestamp,metric_name,gpu_id,Hostname,value,model_name");

  @Test
  void lineOf64KiBIsReadAndOneByteMoreIsRejected() {
    String row = "1752871354,m,0,a,1,";
    String fits = row + " ".repeat(LineReader.MAX_LINE - row.length());
    ParsedChunk chunk = read(fits + "\n" + fits + "\r\n" + fits + " \n" + row + "\n" + fits);

    assertThat(chunk.accepted()).isEqualTo(4);
    assertThat(chunk.rejects())
        .containsExactly(
            new RejectedRow(
                4, "the line is longer than 65536 bytes", "", (fits + " ").substring(0, 200)));
  }

  @Test
  void lineLongerThanMemoryIsPassedOverInConstantMemory() throws IOException {
    long length = 3L << 30;
    CsvPieces csv = pieces(new LongLine(length, "\n1752871354,m,0,a,1,\nbad\n"), 1 << 20);
    CsvParser parser = new CsvParser(LONG, 2, NOW);
    CsvPiece longLine = csv.next();
    assertThat(longLine.length()).isEqualTo(length + 1);
    assertThat(longLine.bytes()).hasSizeLessThan(2 << 20);
    parser.read(longLine);
    CsvPiece row = csv.next();
    assertThat(row.offset()).isEqualTo(longLine.offset() + length + 1);
    parser.read(row);
    assertThat(csv.next()).isNull();

    ParsedChunk chunk = parser.take();
    assertThat(chunk.rows()).isEqualTo(3);
    assertThat(chunk.accepted()).isEqualTo(1);
    assertThat(chunk.rejects()).extracting(RejectedRow::line).containsExactly(2L, 4L);
    assertThat(chunk.rejects().get(0).text()).isEqualTo("x".repeat(200));
  }

  @Test
  void longLineThatEndsTheFileIsPassedOverInConstantMemory() throws IOException {
    CsvPieces csv = pieces(new LongLine(1L << 30, ""), 1 << 20);
    CsvPiece piece = csv.next();
    CsvParser parser = new CsvParser(LONG, 2, NOW);
    parser.read(piece);

    assertThat(piece.length()).isEqualTo(1L << 30);
    assertThat(parser.take().rejected()).isEqualTo(1);
    assertThat(csv.next()).isNull();
  }

  @Test
  void lineThatNeverEndsIsOneRejectedRow() {
    ParsedChunk chunk = read("1752871354,m,0,a,1,\n" + "x".repeat(700_000));

    assertThat(chunk.accepted()).isEqualTo(1);
    assertThat(chunk.rejected()).isEqualTo(1);
    assertThat(chunk.rejects().get(0).line()).isEqualTo(3);
  }

  @Test
  void linesAcrossEveryBufferBoundaryAreWhole() throws IOException {
    String text = rows(50_000, i -> "17528713" + (10 + i % 90) + ",m" + i % 7 + ",0,a," + i + ",");
    CsvPieces csv = pieces(new Dribble(text), 3000);
    CsvParser parser = new CsvParser(LONG, 2, NOW);
    for (CsvPiece piece = csv.next(); piece != null; piece = csv.next()) {
      parser.read(piece);
    }
    ParsedChunk chunk = parser.take();

    assertThat(chunk.accepted()).isEqualTo(50_000);
    double sum = 0;
    for (MetricColumn column : chunk.gpus().get(0).columns()) {
      for (double value : column.values()) {
        sum += value;
      }
    }
    assertThat(sum).isEqualTo(49_999.0 * 50_000 / 2);
  }

  @Test
  void firstThousandRejectsAreKeptAndAllAreCounted() {
    ParsedChunk chunk = read(rows(1500, i -> "bad" + i));

    assertThat(chunk.rejected()).isEqualTo(1500);
    assertThat(chunk.rejects()).hasSize(ParsedChunk.MAX_REJECTS);
    assertThat(chunk.rejects().get(999).text()).isEqualTo("bad999");
    assertThat(chunk.rejects().get(999).line()).isEqualTo(1001);
  }

  @Test
  void rejectsAreKeptUpTo256KiBOfUtf8() {
    ParsedChunk chunk = read(rows(1000, i -> "日".repeat(250)));

    int bytes =
        chunk.rejects().stream()
            .mapToInt(
                reject ->
                    (reject.text() + reject.reason() + reject.column())
                        .getBytes(StandardCharsets.UTF_8)
                        .length)
            .sum();
    assertThat(bytes).isBetween(ParsedChunk.MAX_REJECT_BYTES - 700, ParsedChunk.MAX_REJECT_BYTES);
    assertThat(chunk.rejected()).isEqualTo(1000);
  }

  @Test
  void gpusBeyondTheBoundAreRejected() {
    int gpus = Rules.MAX_GPUS;
    ParsedChunk chunk =
        read(rows(gpus + 2, i -> "1752871354,m," + i + ",a,1,") + "1752871355,m,0,a,1,\n");

    assertThat(chunk.gpus()).hasSize(gpus);
    assertThat(chunk.accepted()).isEqualTo(gpus + 1);
    assertThat(chunk.rejects())
        .extracting(RejectedRow::reason)
        .containsOnly("the chunk has more than 100000 GPUs")
        .hasSize(2);
  }

  @Test
  void metricsBeyondTheBoundAreRejected() {
    int metrics = Rules.MAX_METRICS;
    ParsedChunk chunk =
        read(
            rows(metrics + 1, i -> "1752871354,m" + i + ",0,a,1,")
                + "1752871355,m0,0,a,1,\n1752871355,m1000,1,a,1,\n");

    assertThat(chunk.accepted()).isEqualTo(metrics + 2);
    assertThat(chunk.rejects()).hasSize(1);
    assertThat(chunk.rejects().get(0).column()).isEqualTo("metric_name");
    assertThat(chunk.gpus().get(0).columns())
        .hasSize(metrics)
        .isSortedAccordingTo(java.util.Comparator.comparing(MetricColumn::metric));
  }

  @Test
  void longNamesBeyondTheBoundAreRejected() {
    String pad = "x".repeat(240);
    int rows = Rules.MAX_NAME_CHARACTERS / 245 + 10;

    ParsedChunk hosts = read(rows(rows, i -> "1752871354,m,0," + (10_000_000 + i) + pad + ",1,"));
    ParsedChunk metrics =
        read(rows(rows, i -> "1752871354," + (10_000_000 + i) + pad + "," + i + ",a,1,"));

    for (ParsedChunk chunk : java.util.List.of(hosts, metrics)) {
      assertThat(chunk.accepted()).isGreaterThan(30_000).isLessThan(rows);
      assertThat(chunk.accepted() + chunk.rejected()).isEqualTo(rows);
      assertThat(chunk.rejects().get(0).reason()).endsWith("more than 8388608 characters");
    }
  }

  private static CsvPieces pieces(InputStream body, int pieceBytes) {
    byte[] header = (LONG.text() + "\n").getBytes(StandardCharsets.UTF_8);
    return new CsvPieces(
        new SequenceInputStream(new ByteArrayInputStream(header), body), pieceBytes, 0);
  }

  private static ParsedChunk read(String body) {
    return Chunks.parse(LONG, body.getBytes(StandardCharsets.UTF_8), NOW);
  }

  private static String rows(int count, IntFunction<String> row) {
    return IntStream.range(0, count).mapToObj(row).collect(Collectors.joining("\n", "", "\n"));
  }

  /** Gives a few bytes at a time, never the same number. */
  private static final class Dribble extends ByteArrayInputStream {
    private int turn;

    Dribble(String text) {
      super(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      turn = (turn + 7) % 1013;
      return super.read(bytes, offset, Math.min(length, 1 + turn));
    }
  }

  /** A line of x longer than memory, then other text. */
  private static final class LongLine extends InputStream {
    private long left;
    private final InputStream then;

    LongLine(long length, String then) {
      this.left = length;
      this.then = new ByteArrayInputStream(then.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("read one byte");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return then.read(bytes, offset, length);
      }
      int count = (int) Math.min(left, length);
      java.util.Arrays.fill(bytes, offset, offset + count, (byte) 'x');
      left -= count;
      return count;
    }
  }
}
