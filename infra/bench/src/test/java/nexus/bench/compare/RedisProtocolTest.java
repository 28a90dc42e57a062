package nexus.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisProtocolTest {

  @TempDir Path folder;

  @Test
  void rowsGoToTheConnectionsInTurnAndAPingEndsEach() throws IOException {
    Path csv = Files.writeString(folder.resolve("rows.csv"), "head\na,1\nb,2\nc,3\n");
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    RedisProtocol.encodeRows(csv, "s", List.of(first, second));
    assertThat(first).hasToString(append("a,1") + append("c,3") + "*1\r\n$4\r\nPING\r\n");
    assertThat(second).hasToString(append("b,2") + "*1\r\n$4\r\nPING\r\n");
  }

  @Test
  void repliesAreReadUpToThatOfThePing() throws IOException {
    InputStream replies = replies("$3\r\n1-0\r\n+OK\r\n$4\r\n12-0\r\n+PONG\r\n");
    RedisProtocol.awaitPong(replies);
    assertThat(replies.available()).isZero();
  }

  @Test
  void anErrorAmongTheRepliesIsThrownInRedissWords() {
    assertThatThrownBy(() -> RedisProtocol.awaitPong(replies("$3\r\n1-0\r\n-OOM too much\r\n")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("-OOM too much");
  }

  @Test
  void anEndBeforeThePingsReplyIsNoSuccess() {
    assertThatThrownBy(() -> RedisProtocol.awaitPong(replies("$3\r\n1-0\r\n")))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void aNumberIsASimpleReply() throws IOException {
    assertThat(RedisProtocol.simpleReply(replies(":992000\r\n"))).isEqualTo("992000");
  }

  private static String append(String row) {
    return "*5\r\n$4\r\nXADD\r\n$1\r\ns\r\n$1\r\n*\r\n$3\r\nrow\r\n$3\r\n" + row + "\r\n";
  }

  private static InputStream replies(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
