package nexus.functions.wiring;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** The port on which this process answers, tried as others do: over a connection. */
final class OwnPort {

  /** No request: it is refused by whoever takes connections, and counts nowhere. */
  private static final byte[] NO_REQUEST = "?\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final InetSocketAddress address;
  private final int patienceMs;

  /**
   * @param host what is listened on, perhaps all addresses
   * @param patienceMs how long an answer may take
   */
  OwnPort(InetAddress host, int port, int patienceMs) {
    InetAddress reached = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
    this.address = new InetSocketAddress(reached, port);
    this.patienceMs = patienceMs;
  }

  /** What came of a try. */
  enum Found {
    ANSWERS,
    /** Nothing came, or not in time. */
    SILENT,
    /** Nobody listens. */
    CLOSED,
    /** This process cannot ask: it has no descriptor for it, for example. */
    UNKNOWN
  }

  /** Tries it. */
  Found look() {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(patienceMs);
      if (!connect(socket)) {
        return Found.CLOSED;
      }
      socket.getOutputStream().write(NO_REQUEST);
      return socket.getInputStream().read() >= 0 ? Found.ANSWERS : Found.SILENT;
    } catch (SocketTimeoutException e) {
      return Found.SILENT;
    } catch (IOException e) {
      return Found.UNKNOWN;
    }
  }

  private boolean connect(Socket socket) throws IOException {
    try {
      socket.connect(address, patienceMs);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }
}
