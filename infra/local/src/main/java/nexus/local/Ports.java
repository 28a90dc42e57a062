package nexus.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports of this machine's loopback address. */
public final class Ports {

  /** Below the ports that systems give to connections going out. */
  private static final int FIRST_LASTING = 10_000;

  private static final int LASTING = 22_000;
  private static final AtomicInteger NEXT_LASTING =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(LASTING));

  private Ports() {}

  /**
   * A port that nobody listens on, that no connection going out is given, and that this process has
   * not named before: a server can go away and come back to it.
   */
  public static int lasting() {
    for (int i = 0; i < LASTING; i++) {
      int port = FIRST_LASTING + NEXT_LASTING.getAndIncrement() % LASTING;
      if (isFree(port)) {
        return port;
      }
    }
    throw new LocalFailure("no free port");
  }

  /**
   * A port that nobody listens on. Another process may take it before its user does, so who starts
   * a server on it tries again with the next one.
   */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new LocalFailure("no free port: " + failure.getMessage(), failure);
    }
  }

  /** Whether a server could listen on {@code port} now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(loopback(), port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
