package nexus.telemetry.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvChunksTest {

  private static final String HEADER = "timestamp,metric_name,gpu_id,Hostname,value";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50, 1000, 1 << 20})
  void chunksAreTheRowsCutAtNewlines(int chunkBytes) throws IOException {
    String rows = "a\nbb\n\nccc\r\n" + "d".repeat(3000) + "\ne";
    CsvChunks csv = chunks(HEADER + "\n" + rows, chunkBytes);
    StringBuilder all = new StringBuilder();
    long offset = HEADER.length() + 1L;
    long line = 2;
    int number = 0;
    for (CsvChunk chunk = csv.next(); chunk != null; chunk = csv.next()) {
      String text = text(chunk);
      assertThat(chunk.number()).isEqualTo(number++);
      assertThat(chunk.offset()).isEqualTo(offset);
      assertThat(chunk.length()).isEqualTo(text.length());
      assertThat(chunk.firstLine()).isEqualTo(line);
      boolean last = all.length() + text.length() == rows.length();
      assertThat(text.endsWith("\n")).isEqualTo(!last);
      if (!last) {
        String body = text.substring(0, text.length() - 1);
        assertThat(text.length()).isGreaterThanOrEqualTo(chunkBytes);
        assertThat(body.lastIndexOf('\n') + 1).isLessThan(chunkBytes);
      }
      offset += text.length();
      line += text.chars().filter(c -> c == '\n').count();
      all.append(text);
      csv.release(chunk);
    }
    assertThat(all).hasToString(rows);
  }

  @Test
  void headerAloneHasNoChunks() throws IOException {
    for (String text : List.of(HEADER, HEADER + "\n", "\uFEFF" + HEADER + "\r\n")) {
      CsvChunks csv = chunks(text, 100);
      assertThat(csv.next()).isNull();
      assertThat(csv.header().text()).isEqualTo(HEADER);
      assertThat(csv.size()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1 << 20})
  void digestAndSizeAreOfEveryByte(int chunkBytes) throws Exception {
    byte[] bytes =
        ("\uFEFF" + HEADER + "\r\n" + "x,y\n".repeat(50_000)).getBytes(StandardCharsets.UTF_8);
    CsvChunks csv = new CsvChunks(new ByteArrayInputStream(bytes), chunkBytes, 0);
    readAll(csv);
    assertThat(csv.size()).isEqualTo(bytes.length);
    assertThat(csv.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  @Test
  void emptyBodyIsRefused() {
    assertThatThrownBy(() -> chunks("", 100).next())
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
    assertThatThrownBy(() -> new CsvChunks(endless, 100, 0).next())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("65536 bytes");
  }

  @Test
  void headerThatIsNotUtf8IsRefused() {
    byte[] bytes = "timestamp,größe\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> new CsvChunks(new ByteArrayInputStream(bytes), 100, 0).next())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void oneByteMoreThanAllowedIsTooLarge() throws IOException {
    String text = HEADER + "\n" + "x,y\n".repeat(1000);
    int size = text.length();
    readAll(new CsvChunks(stream(text), 100, size));

    assertThatThrownBy(() -> readAll(new CsvChunks(stream(text), 100, size - 1)))
        .isInstanceOf(BodyTooLargeException.class)
        .extracting(e -> ((BodyTooLargeException) e).limit())
        .isEqualTo(size - 1L);
  }

  @Test
  void streamThatBreaksIsTold() {
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
    assertThatThrownBy(() -> readAll(new CsvChunks(in, 100, 0)))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
  }

  @Test
  void chunksOfAFileAreReadSideBySide() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      rows.append("1752871354,m,").append(i % 8).append(",a,").append(i).append('\n');
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      CsvChunks csv = chunks(HEADER + "\n" + rows, 10_000);
      CsvHeader header = csv.header();
      List<Future<ParsedChunk>> jobs = new ArrayList<>();
      for (CsvChunk next = csv.next(); next != null; next = csv.next()) {
        CsvChunk chunk = next;
        jobs.add(
            threads.submit(
                () -> {
                  ParsedChunk parsed = CsvChunkReader.read(header, chunk, 1L << 41);
                  csv.release(chunk);
                  return parsed;
                }));
      }
      double sum = 0;
      for (Future<ParsedChunk> parsed : jobs) {
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

  private static CsvChunks chunks(String text, int chunkBytes) {
    return new CsvChunks(stream(text), chunkBytes, 0);
  }

  private static void readAll(CsvChunks csv) throws IOException {
    for (CsvChunk chunk = csv.next(); chunk != null; chunk = csv.next()) {
      csv.release(chunk);
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(CsvChunk chunk) {
    return new String(chunk.bytes(), 0, chunk.end(), StandardCharsets.UTF_8);
  }
}
