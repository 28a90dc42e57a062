package nexus.bench;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.local.LocalFailure;

/**
 * One connection to a server that is kept alive: HTTP/1.1, one request at a time.
 *
 * <p>The JDK's client takes 0.15 ms of processor time and two threads for a request and its answer
 * of 8 kB, and 0.56 s to upload 412 MB; on two processors that would be measured too. This one
 * takes 0.015 ms and 0.15 s: it hands a file to the system's own copying, and understands no more
 * than the application and its peers say.
 *
 * <p>Every method throws {@link LocalFailure} when the answer is neither 200 nor 204, or does not
 * come.
 */
public final class Connection implements AutoCloseable {

  private static final int CONNECT_MS = 5_000;
  private static final byte[] NOTHING = {};

  /** Writes a body whose length is not known before. */
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  private final SocketChannel channel;
  private final String host;
  private final Answer.Reader answers;

  private Connection(SocketChannel channel, URI base) throws IOException {
    this.channel = channel;
    this.answers = new Answer.Reader(channel.socket().getInputStream());
    this.host = base.getAuthority();
  }

  /**
   * Connects.
   *
   * @param base the server's address
   * @param patience longest wait for a piece of an answer
   */
  public static Connection open(URI base, Duration patience) {
    try {
      SocketChannel channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().setSoTimeout((int) patience.toMillis());
      channel.socket().connect(new InetSocketAddress(base.getHost(), base.getPort()), CONNECT_MS);
      return new Connection(channel, base);
    } catch (IOException failure) {
      throw new LocalFailure("cannot connect to " + base + ": " + failure, failure);
    }
  }

  /** {@code GET path}: the answer's body. */
  public byte[] get(String path) {
    return exchange("GET " + path, () -> write(ascii(head("GET", path, ""))));
  }

  /**
   * {@code GET} of several paths, sent at once: their answers' bodies in the same order; empty
   * where there is nothing yet (404).
   */
  public List<Optional<byte[]>> find(List<String> paths) {
    return exchange(
        "GET " + paths,
        () -> {
          String heads = paths.stream().map(path -> head("GET", path, "")).collect(joining());
          write(ascii(heads));
        },
        () -> {
          List<Optional<byte[]>> found = new ArrayList<>();
          for (String path : paths) {
            Answer answer = answers.next();
            found.add(answer.is(404) ? Optional.empty() : Optional.of(body("GET " + path, answer)));
          }
          return found;
        });
  }

  /** {@code POST path} with a JSON body: the answer's body. */
  public byte[] post(String path, String json) {
    return post(path, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code POST path} with a body of this type: the answer's body. */
  public byte[] post(String path, String type, byte[] body) {
    byte[] head =
        ascii(
            head(
                "POST",
                path,
                "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n"));
    return exchange("POST " + path, () -> write(ByteBuffer.wrap(head), ByteBuffer.wrap(body)));
  }

  /** {@code POST path} with a CSV file, copied by the system: the answer's body. */
  public byte[] upload(String path, Path file) {
    return upload(path, "text/csv", NOTHING, file, NOTHING);
  }

  /** {@code POST path} with a file between other bytes, copied by the system. */
  public byte[] upload(String path, String type, byte[] before, Path file, byte[] after) {
    return exchange(
        "POST " + path,
        () -> {
          try (FileChannel content = FileChannel.open(file)) {
            long size = content.size();
            long length = before.length + size + after.length;
            String headers = "Content-Type: " + type + "\r\nContent-Length: " + length + "\r\n";
            write(ascii(head("POST", path, headers)));
            write(before);
            for (long at = 0; at < size; ) {
              at += content.transferTo(at, size - at, channel);
            }
            write(after);
          }
        });
  }

  /** {@code POST path} with a CSV that is made as it is sent, in chunks: the answer's body. */
  public byte[] upload(String path, Body body) {
    String headers = "Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n";
    return exchange(
        "POST " + path,
        () -> {
          write(ascii(head("POST", path, headers)));
          try (OutputStream out = new ChunkedStream(this::write)) {
            body.writeTo(out);
          }
        });
  }

  private interface Sender {
    void send() throws IOException;
  }

  private interface Receiver<T> {
    T receive() throws IOException;
  }

  private byte[] exchange(String request, Sender sender) {
    return exchange(request, sender, () -> body(request, answers.next()));
  }

  private static <T> T exchange(String request, Sender sender, Receiver<T> receiver) {
    try {
      sender.send();
      return receiver.receive();
    } catch (SocketTimeoutException late) {
      throw new LocalFailure(request + " was not answered in time", late);
    } catch (IOException failure) {
      throw new LocalFailure(request + " failed: " + failure, failure);
    }
  }

  private static byte[] body(String request, Answer answer) {
    if (!answer.is(200) && !answer.is(204)) {
      String said = new String(answer.body(), StandardCharsets.UTF_8);
      throw new LocalFailure(request + " answered " + answer.status() + ": " + said);
    }
    return answer.body();
  }

  private String head(String method, String path, String headers) {
    return method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void write(byte[] bytes) throws IOException {
    write(ByteBuffer.wrap(bytes));
  }

  private void write(ByteBuffer... buffers) throws IOException {
    while (buffers[buffers.length - 1].hasRemaining()) {
      channel.write(buffers);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new LocalFailure("cannot close a connection: " + failure, failure);
    }
  }
}
