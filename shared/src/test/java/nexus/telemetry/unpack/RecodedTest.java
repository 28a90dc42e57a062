package nexus.telemetry.unpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static nexus.telemetry.unpack.Bytes.refusal;
import static nexus.telemetry.unpack.Bytes.text;
import static nexus.telemetry.unpack.Bytes.unpacked;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.testing.Packed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecodedTest {

  private static final String TEXT = "time,Größe\r\n1,€ \uD83D\uDE00\n".repeat(20_000);
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  private static Hint named(Charset charset) {
    return new Hint(Optional.empty(), Optional.of(charset));
  }

  private static byte[] marked(String text, Charset charset) {
    return ("\uFEFF" + text).getBytes(charset);
  }

  @Test
  void aMarkTellsTheEncodingAndIsNotInTheText() throws IOException {
    for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
      assertThat(text(marked(TEXT, charset))).as("%s", charset).isEqualTo(TEXT);
      assertThat(text(marked("", charset))).as("%s", charset).isEmpty();
    }
  }

  @Test
  void utf16IsKnownWithoutAMarkWhereEverySecondByteIsZero() throws IOException {
    String text = "timestamp,gpu_id,hostname,temp (°C)\r\n" + TEXT;
    assertThat(text(text.getBytes(UTF_16LE))).isEqualTo(text);
    assertThat(text(text.getBytes(UTF_16BE))).isEqualTo(text);
    assertThat(text("a,b\n".getBytes(UTF_16LE))).isEqualTo("a,b\n");
    assertThat(unpacked(new byte[] {'a', 0, 'b', 0}, Hint.NONE)).hasSize(4);
    assertThat(unpacked(new byte[64], Hint.NONE)).isEqualTo(new byte[64]);
  }

  @Test
  void aMarkGoesBeforeWhatIsSaid() throws IOException {
    assertThat(text(marked("é", UTF_16LE), named(ISO_8859_1))).isEqualTo("é");
    assertThat(text(marked("é", UTF_8), named(UTF_16BE))).isEqualTo("é");
  }

  @Test
  void anEncodingThatIsNamedIsRead() throws IOException {
    assertThat(text("Größe".getBytes(ISO_8859_1), named(ISO_8859_1))).isEqualTo("Größe");
    assertThat(text("5 € –".getBytes(WINDOWS), named(WINDOWS))).isEqualTo("5 € –");
    assertThat(text("größe".getBytes(UTF_16BE), named(UTF_16BE))).isEqualTo("größe");
  }

  /** Nothing but its name tells it from UTF-8, and nothing is guessed. */
  @Test
  void anEncodingThatIsNotNamedStaysAsItIs() throws IOException {
    byte[] latin = "Größe".getBytes(ISO_8859_1);
    assertThat(unpacked(latin, Hint.NONE)).isEqualTo(latin);
  }

  @Test
  void halfAPairAndWhatIsNoCharacterAreBytesThatNoRowCanHave() throws IOException {
    for (Charset charset : List.of(UTF_16LE, UTF_16BE)) {
      byte[] bytes = marked("1,aXb\n2,Xy\n", charset);
      int low = charset.equals(UTF_16LE) ? 0 : 1;
      for (int at = 2; at < bytes.length; at += 2) {
        if (bytes[at + low] == 'X') {
          bytes[at + low] = 0;
          bytes[at + 1 - low] = (byte) (at < 12 ? 0xd8 : 0xdc);
        }
      }
      assertThat(unpacked(bytes, Hint.NONE))
          .as("%s", charset)
          .isEqualTo("1,a\u00ffb\n2,\u00ffy\n".getBytes(ISO_8859_1));
    }
    assertThat(unpacked(new byte[] {'a', (byte) 0x81, 'b', '\n'}, named(WINDOWS)))
        .isEqualTo(new byte[] {'a', (byte) 0xff, 'b', '\n'});
  }

  /** A row's end behind half a pair is still its end. */
  @Test
  void aNewlineBehindHalfAPairIsKept() throws IOException {
    byte[] bytes = {(byte) 0xff, (byte) 0xfe, 'a', 0, 0, (byte) 0xd8, '\n', 0, 'b', 0};
    assertThat(unpacked(bytes, Hint.NONE)).isEqualTo(new byte[] {'a', (byte) 0xff, '\n', 'b'});
  }

  @Test
  void aCutWithinACharacterShows() {
    byte[] pair = marked("a,\uD83D\uDE00", UTF_16LE);
    for (int length : new int[] {3, 5, 7, 8, 9}) {
      refusal(Arrays.copyOf(pair, length)).as("%d bytes", length).contains("within a character");
    }
  }

  @Test
  void whatIsPackedMayBeOfAnyEncoding() throws IOException {
    assertThat(text(Packed.gzip(marked(TEXT, UTF_16LE)))).isEqualTo(TEXT);
    assertThat(text(Packed.zstd(marked(TEXT, UTF_16BE)))).isEqualTo(TEXT);
    assertThat(text(Packed.zip("a.csv", marked(TEXT, UTF_16LE)))).isEqualTo(TEXT);
    assertThat(text(Packed.gzip("Größe".getBytes(ISO_8859_1)), named(ISO_8859_1)))
        .isEqualTo("Größe");
  }

  @ParameterizedTest
  @CsvSource({
    "utf-8, UTF-8",
    "UTF8, UTF-8",
    "us-ascii, UTF-8",
    "latin1, ISO-8859-1",
    "ISO-8859-1, ISO-8859-1",
    "cp1252, windows-1252",
    "utf-16, UTF-16LE",
    "utf-16be, UTF-16BE",
  })
  void anEncodingHasSeveralNames(String name, String charset) {
    assertThat(Hint.charset(name)).contains(Charset.forName(charset));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "klingon", "a b", "utf-32", "shift_jis", "ibm437"})
  void otherNamesAreOfNoEncoding(String name) {
    assertThat(Hint.charset(name)).isEmpty();
  }
}
