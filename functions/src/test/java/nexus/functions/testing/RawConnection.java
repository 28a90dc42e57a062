package nexus.functions.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection whose every byte the test decides on. */
public final class RawConnection implements AutoCloseable {

  private static final Pattern LENGTH =
      Pattern.compile("content-length: *(\\d+)", Pattern.CASE_INSENSITIVE);
  private static final int PATIENCE_MS = 60_000;

  private final Socket socket;

  /** Connects to a port of this machine. */
  public RawConnection(int port) throws IOException {
    this(port, new Socket());
  }

  private RawConnection(int port, Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Connects, and holds as little of what comes as can be. */
  public static RawConnection narrow(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 << 10); // only ahead of the connection it is heeded
    return new RawConnection(port, socket);
  }

  /** Sends a text, a byte a character. */
  public RawConnection send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  public RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** One answer over HTTP/1.1 that tells its length, with its head; what came when it broke off. */
  public String answer() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int end = -1;
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        bytes.write(next);
        if (end < 0 && next == '\n' && bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
          Matcher length = LENGTH.matcher(bytes.toString(ISO_8859_1));
          end = bytes.size() + (length.find() ? Integer.parseInt(length.group(1)) : 0);
        }
        if (bytes.size() == end) {
          break;
        }
      }
    } catch (SocketException reset) {
      // What came by then is told.
    }
    return bytes.toString(ISO_8859_1);
  }

  /** Reads to the end, or to a reset, and drops it. */
  public void readToEnd() throws IOException {
    byte[] dropped = new byte[64 << 10];
    try {
      InputStream in = socket.getInputStream();
      while (in.read(dropped) >= 0) {
        // Nothing is kept.
      }
    } catch (SocketException reset) {
      // That is an end, too.
    }
  }

  /** Ends it with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
