package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  void refusalInChunksKeepsTheServersWords() throws IOException {
    Answer refused =
        answer(CHUNKED.replace("200 OK", "400 Bad Request") + "4\r\nwhy?\r\n0\r\n\r\n");
    assertThat(refused.status()).isEqualTo("HTTP/1.1 400 Bad Request");
    assertThat(refused.is(400)).isTrue();
    assertThat(refused.body()).asString(StandardCharsets.US_ASCII).isEqualTo("why?");
  }

  private static String read(String text) throws IOException {
    return new String(answer(text).body(), StandardCharsets.US_ASCII);
  }

  private static Answer answer(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return new Answer.Reader(new ByteArrayInputStream(bytes)).next();
  }
}
