package nexus.telemetry.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpooledCsvTest {

  private static final String HEADER = "timestamp,metric_name,gpu_id,Hostname,value";

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50, 1000, 1 << 20})
  void chunksAreTheRowsCutAtNewlines(int chunkBytes) throws IOException {
    String rows = "a\nbb\n\nccc\r\n" + "d".repeat(3000) + "\ne";
    try (SpooledCsv csv = receive(HEADER + "\n" + rows, chunkBytes)) {
      StringBuilder all = new StringBuilder();
      long offset = HEADER.length() + 1L;
      long line = 2;
      for (int i = 0; i < csv.chunks().size(); i++) {
        SpooledCsv.Chunk chunk = csv.chunks().get(i);
        String text = text(csv, chunk);
        assertThat(chunk).isEqualTo(new SpooledCsv.Chunk(i, offset, text.length(), line));
        boolean last = i == csv.chunks().size() - 1;
        assertThat(text.endsWith("\n")).isEqualTo(!last);
        if (!last) {
          String body = text.substring(0, text.length() - 1);
          assertThat(text.length()).isGreaterThanOrEqualTo(chunkBytes);
          assertThat(body.lastIndexOf('\n') + 1).isLessThan(chunkBytes);
        }
        offset += text.length();
        line += text.chars().filter(c -> c == '\n').count();
        all.append(text);
      }
      assertThat(all).hasToString(rows);
    }
  }

  @Test
  void headerAloneHasNoChunks() throws IOException {
    for (String text : List.of(HEADER, HEADER + "\n", "\uFEFF" + HEADER + "\r\n")) {
      try (SpooledCsv csv = receive(text, 100)) {
        assertThat(csv.chunks()).isEmpty();
        assertThat(csv.header().text()).isEqualTo(HEADER);
        assertThat(csv.size()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1 << 20})
  void digestAndSizeAreOfEveryByte(int chunkBytes) throws Exception {
    byte[] bytes =
        ("\uFEFF" + HEADER + "\r\n" + "x,y\n".repeat(50_000)).getBytes(StandardCharsets.UTF_8);
    try (SpooledCsv csv =
        SpooledCsv.receive(new ByteArrayInputStream(bytes), temp, chunkBytes, 0)) {
      assertThat(csv.size()).isEqualTo(bytes.length);
      assertThat(csv.sha256())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
  }

  @Test
  void emptyBodyIsRefused() {
    assertThatThrownBy(() -> receive("", 100))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void headerBeyond64KiBIsRefusedWithoutReadingOn() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    assertThatThrownBy(() -> SpooledCsv.receive(endless, temp, 100, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("65536 bytes");
  }

  @Test
  void headerThatIsNotUtf8IsRefused() {
    byte[] bytes = "timestamp,größe\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> SpooledCsv.receive(new ByteArrayInputStream(bytes), temp, 100, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void oneByteMoreThanAllowedIsTooLarge() throws IOException {
    String text = HEADER + "\n" + "x,y\n".repeat(1000);
    int size = text.length();
    SpooledCsv.receive(stream(text), temp, 100, size).close();

    assertThatThrownBy(() -> SpooledCsv.receive(stream(text), temp, 100, size - 1))
        .isInstanceOf(BodyTooLargeException.class)
        .extracting(e -> ((BodyTooLargeException) e).limit())
        .isEqualTo(size - 1L);
    assertThatNothingIsLeft();
  }

  @Test
  void nothingIsLeftWhenTheStreamBreaks() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("connection reset");
          }
        };
    InputStream in =
        new SequenceInputStream(stream(HEADER + "\n" + "x,y\n".repeat(100_000)), broken);
    assertThatThrownBy(() -> SpooledCsv.receive(in, temp, 100, 0))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
    assertThatNothingIsLeft();
  }

  @Test
  void closedContentCannotBeRead() throws IOException {
    for (int chunkBytes : new int[] {100, 1 << 20}) {
      SpooledCsv csv = receive(HEADER + "\n" + "x,y\n".repeat(1000), chunkBytes);
      InputStream early = csv.open(csv.chunks().get(0));
      assertThat(early.read()).isEqualTo('x');
      csv.close();
      assertThatThrownBy(() -> csv.open(csv.chunks().get(0))).isInstanceOf(IOException.class);
      csv.close();
    }
    assertThatNothingIsLeft();
  }

  @Test
  void chunksOfAFileAreReadSideBySide() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      rows.append("1752871354,m,").append(i % 8).append(",a,").append(i).append('\n');
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (SpooledCsv csv = receive(HEADER + "\n" + rows, 10_000)) {
      List<Callable<ParsedChunk>> jobs = new ArrayList<>();
      for (SpooledCsv.Chunk chunk : csv.chunks()) {
        jobs.add(
            () -> CsvChunkReader.read(csv.header(), csv.open(chunk), chunk.firstLine(), 1L << 41));
      }
      double sum = 0;
      for (Future<ParsedChunk> parsed : threads.invokeAll(jobs)) {
        sum +=
            parsed.get().gpus().stream()
                .flatMap(gpu -> gpu.columns().stream())
                .flatMapToDouble(column -> java.util.Arrays.stream(column.values()))
                .sum();
      }
      assertThat(jobs).hasSizeGreaterThan(20);
      assertThat(sum).isEqualTo(19_999.0 * 20_000 / 2);
    } finally {
      threads.shutdownNow();
    }
  }

  private void assertThatNothingIsLeft() {
    try (var files = Files.list(temp)) {
      assertThat(files).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private SpooledCsv receive(String text, int chunkBytes) throws IOException {
    return SpooledCsv.receive(stream(text), temp, chunkBytes, 0);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(SpooledCsv csv, SpooledCsv.Chunk chunk) throws IOException {
    try (InputStream in = csv.open(chunk)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
