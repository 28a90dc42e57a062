package nexus.telemetry.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.testing.BrokenStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvPiecesTest {

  private static final String HEADER = "timestamp,metric_name,gpu_id,Hostname,value";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50, 1000, 1 << 20})
  void piecesAreTheRowsCutAtNewlines(int pieceBytes) throws IOException {
    String rows = "a\nbb\n\nccc\r\n" + "d".repeat(3000) + "\ne";
    CsvPieces csv = pieces(HEADER + "\n" + rows, pieceBytes);
    StringBuilder all = new StringBuilder();
    long offset = HEADER.length() + 1L;
    for (CsvPiece piece = csv.next(); piece != null; piece = csv.next()) {
      String text = text(piece);
      assertThat(piece.offset()).isEqualTo(offset);
      assertThat(piece.length()).isEqualTo(text.length());
      boolean last = all.length() + text.length() == rows.length();
      assertThat(text.endsWith("\n")).isEqualTo(!last);
      if (!last) {
        String body = text.substring(0, text.length() - 1);
        assertThat(text.length()).isGreaterThanOrEqualTo(pieceBytes);
        assertThat(body.lastIndexOf('\n') + 1).isLessThan(pieceBytes);
      }
      offset += text.length();
      all.append(text);
    }
    assertThat(all).hasToString(rows);
  }

  @Test
  void headerAloneHasNoPieces() throws IOException {
    for (String text : List.of(HEADER, HEADER + "\n", "\uFEFF" + HEADER + "\r\n")) {
      CsvPieces csv = pieces(text, 100);
      assertThat(csv.next()).isNull();
      assertThat(csv.header().text()).isEqualTo(HEADER);
      assertThat(csv.size()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1 << 20})
  void sizeIsOfEveryByte(int pieceBytes) throws Exception {
    byte[] bytes =
        ("\uFEFF" + HEADER + "\r\n" + "x,y\n".repeat(50_000)).getBytes(StandardCharsets.UTF_8);
    CsvPieces csv = new CsvPieces(new ByteArrayInputStream(bytes), pieceBytes, 0);
    readAll(csv);
    assertThat(csv.size()).isEqualTo(bytes.length);
  }

  @Test
  void emptyBodyIsRefused() {
    assertThatThrownBy(() -> pieces("", 100).next())
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
    assertThatThrownBy(() -> new CsvPieces(endless, 100, 0).next())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("65536 bytes");
  }

  @Test
  void headerThatIsNotUtf8IsRefused() {
    byte[] bytes = "timestamp,größe\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> new CsvPieces(new ByteArrayInputStream(bytes), 100, 0).next())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void oneByteMoreThanAllowedIsTooLarge() throws IOException {
    String text = HEADER + "\n" + "x,y\n".repeat(1000);
    int size = text.length();
    readAll(new CsvPieces(stream(text), 100, size));

    assertThatThrownBy(() -> readAll(new CsvPieces(stream(text), 100, size - 1)))
        .isInstanceOf(BodyTooLargeException.class)
        .extracting(e -> ((BodyTooLargeException) e).limit())
        .isEqualTo(size - 1L);
  }

  @Test
  void streamThatBreaksIsTold() {
    String text = HEADER + "\n" + "x,y\n".repeat(100_000);
    InputStream in = BrokenStream.behind(text.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> readAll(new CsvPieces(in, 100, 0)))
        .isInstanceOf(IOException.class)
        .hasMessage(BrokenStream.MESSAGE);
  }

  private static CsvPieces pieces(String text, int pieceBytes) {
    return new CsvPieces(stream(text), pieceBytes, 0);
  }

  private static void readAll(CsvPieces csv) throws IOException {
    while (csv.next() != null) {
      assertThat(csv.size()).isPositive();
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(CsvPiece piece) {
    return new String(piece.bytes(), 0, piece.end(), StandardCharsets.UTF_8);
  }
}
