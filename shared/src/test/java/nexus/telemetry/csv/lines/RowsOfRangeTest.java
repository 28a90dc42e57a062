package nexus.telemetry.csv.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RowsOfRangeTest {

  @Property
  void everyRowIsInOneRangeAndTheHeaderInNone(
      @ForAll("files") String file, @ForAll @IntRange(min = 1, max = 40) int rangeBytes)
      throws IOException {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    StringBuilder rows = new StringBuilder();
    long newlines = 0;
    for (int offset = 0; offset < bytes.length; offset += rangeBytes) {
      int length = Math.min(rangeBytes, bytes.length - offset);
      RowsOfRange range = new RowsOfRange(from(bytes, offset), offset, length);
      String read = new String(range.readAllBytes(), StandardCharsets.UTF_8);
      if (!read.isEmpty()) {
        assertThat(range.firstRow()).isEqualTo(headerBytes(file) + rows.length());
      }
      rows.append(read);
      newlines += range.newlines();
    }
    assertThat(rows).hasToString(file.substring(headerBytes(file)));
    assertThat(newlines).isEqualTo(file.chars().filter(c -> c == '\n').count());
  }

  /** A file without any newline is all header. */
  private static int headerBytes(String file) {
    int newline = file.indexOf('\n');
    return newline < 0 ? file.length() : newline + 1;
  }

  /** Hands the bytes out in pieces of any size. */
  private static InputStream from(byte[] bytes, int offset) {
    Random random = new Random(offset);
    return new ByteArrayInputStream(bytes, offset, bytes.length - offset) {
      @Override
      public synchronized int read(byte[] target, int at, int length) {
        return super.read(target, at, Math.min(length, 1 + random.nextInt(30)));
      }
    };
  }

  @Provide
  Arbitrary<String> files() {
    Arbitrary<String> line = Arbitraries.strings().withChars("ab\r").ofMaxLength(12);
    Arbitrary<List<String>> lines = line.list().ofMinSize(1).ofMaxSize(20);
    return lines
        .map(all -> String.join("\n", all))
        .flatMap(text -> Arbitraries.of(text, text + "\n"));
  }

  @Test
  void aRangeWithinOneLongRowHasNoRow() throws IOException {
    byte[] bytes = ("h\n" + "x".repeat(300_000) + "\ny\n").getBytes(StandardCharsets.UTF_8);
    RowsOfRange middle = new RowsOfRange(from(bytes, 100_000), 100_000, 100_000);

    assertThat(middle.firstRow()).isEqualTo(-1);
    assertThat(middle.read()).isEqualTo(-1);
    assertThat(middle.newlines()).isZero();
  }
}
