package nexus.functions.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FormBoundariesTest {

  private static final String HEAD =
      "--b-1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
  private static final String WHOLE = HEAD + "a,--b-1,b\n--b-2--\r\n--b-1--\r\nthe end";

  /** Those of a body that comes in pieces of some length. */
  private static FormBoundaries seen(String boundary, String body, int pieceBytes) {
    FormBoundaries boundaries = FormBoundaries.of("multipart/form-data; boundary=" + boundary);
    byte[] bytes = body.getBytes(ISO_8859_1);
    for (int from = 0; from < bytes.length; from += pieceBytes) {
      int length = Math.min(pieceBytes, bytes.length - from);
      boundaries.see(Buffer.buffer().appendBytes(bytes, from, length));
    }
    return boundaries;
  }

  private static boolean closed(String body, int pieceBytes) {
    return seen("b-1", body, pieceBytes).isClosed();
  }

  @Test
  void aWholeFormIsClosedHoweverItIsCutIntoPieces() {
    for (int pieceBytes = 1; pieceBytes <= WHOLE.length(); pieceBytes++) {
      assertThat(closed(WHOLE, pieceBytes)).as("pieces of %d bytes", pieceBytes).isTrue();
    }
    assertThat(closed("--b-1--", 3)).isTrue();
  }

  @Test
  void aFormThatIsCutOffAnywhereIsNot() {
    int closing = WHOLE.indexOf("\n--b-1--") + 1;
    for (int end = 0; end < closing + "--b-1--".length(); end++) {
      for (int pieceBytes : new int[] {1, 3, 7, 1_000}) {
        assertThat(closed(WHOLE.substring(0, end), pieceBytes)).as("%d bytes", end).isFalse();
      }
    }
  }

  @Test
  void aBoundaryWithinALineClosesNothing() {
    assertThat(closed(HEAD + "a,--b-1--,b\r\n", 5)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--bx,1", "--bb", "--b--x", "--b x", "--b-", "--b-x", "--b--", "--b-- ", "--b\rx"})
  void aLineOfTheFileThatBeginsWithTheBoundaryIsFound(String line) {
    for (String end : new String[] {"\n", "\r\n"}) {
      String body = "--b\r\n\r\na,1" + end + line + end + "a,2\r\n--b--\r\n";
      for (int pieceBytes = 1; pieceBytes < body.length(); pieceBytes++) {
        assertThat(seen("b", body, pieceBytes).isMisplaced())
            .as("%s in pieces of %d bytes", line, pieceBytes)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--b\r\n\r\nx\r\n--b--",
        "--b \t\r\n\r\nx\r\n--b-- \r\nthe end, --b",
        "first\r\n--b\n\nx --b y\n--b\n\nz\n--b--\n"
      })
  void thoseOfTheFormStandWhereTheyShould(String body) {
    for (int pieceBytes = 1; pieceBytes < body.length(); pieceBytes++) {
      FormBoundaries boundaries = seen("b", body, pieceBytes);
      assertThat(boundaries.isMisplaced()).as("pieces of %d bytes", pieceBytes).isFalse();
      assertThat(boundaries.isClosed()).isTrue();
    }
  }

  @Test
  void theBoundaryMayBeQuoted() {
    FormBoundaries closing =
        FormBoundaries.of("multipart/form-data; charset=UTF-8; Boundary=\"a b;c\"");
    closing.see(Buffer.buffer("x\n--a b;c--"));

    assertThat(closing.isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=-----------------------------------------------------------"
            + "------------"
      })
  void aFormNeedsABoundary(String contentType) {
    assertThatThrownBy(() -> FormBoundaries.of(contentType))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("the form needs a boundary of 1 to 70 characters");
  }
}
