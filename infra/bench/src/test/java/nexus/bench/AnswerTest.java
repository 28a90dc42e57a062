package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import nexus.local.LocalFailure;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void chunksAreJoined() throws IOException {
    assertThat(read(CHUNKED + "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"))
        .isEqualTo("abc0123456789");
  }

  @Test
  void noContentIsAnEmptyBody() throws IOException {
    assertThat(read("HTTP/1.1 204 No Content\r\nServer: some\r\n\r\n")).isEmpty();
  }

  @Test
  void answerOfUnknownLengthIsNotUnderstood() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nServer: some\r\n\r\nabc"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not tell its length");
  }

  @Test
  void endAmongTheChunksIsAFailure() {
    assertThatThrownBy(() -> read(CHUNKED + "3\r\nabc\r\nA\r\n01"))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read(CHUNKED + "3\r\nabc\r\n")).isInstanceOf(EOFException.class);
  }

  @Test
  void refusalInChunksIsToldInTheServersWords() {
    String refused = CHUNKED.replace("200 OK", "400 Bad Request");
    assertThatThrownBy(() -> read(refused + "4\r\nwhy?\r\n0\r\n\r\n"))
        .isInstanceOf(LocalFailure.class)
        .hasMessage("GET / answered HTTP/1.1 400 Bad Request: why?");
  }

  private static String read(String answer) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
    return new String(
        new Answer().read(new ByteArrayInputStream(bytes), "GET /"), StandardCharsets.US_ASCII);
  }
}
