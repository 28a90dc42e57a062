package nexus.functions.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClosingBoundaryTest {

  private static final String HEAD =
      "--b-1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
  private static final String WHOLE = HEAD + "a,--b-1,b\n--b-2--\r\n--b-1--\r\nthe end";

  /** Whether a body is closed that comes in pieces of some length. */
  private static boolean closed(String body, int pieceBytes) {
    ClosingBoundary closing = ClosingBoundary.of("multipart/form-data; boundary=b-1");
    byte[] bytes = body.getBytes(ISO_8859_1);
    for (int from = 0; from < bytes.length; from += pieceBytes) {
      int length = Math.min(pieceBytes, bytes.length - from);
      closing.see(Buffer.buffer().appendBytes(bytes, from, length));
    }
    return closing.isSeen();
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

  @Test
  void theBoundaryMayBeQuoted() {
    ClosingBoundary closing =
        ClosingBoundary.of("multipart/form-data; charset=UTF-8; Boundary=\"a b;c\"");
    closing.see(Buffer.buffer("x\n--a b;c--"));

    assertThat(closing.isSeen()).isTrue();
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
    assertThatThrownBy(() -> ClosingBoundary.of(contentType))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("the form needs a boundary of 1 to 70 characters");
  }
}
