package nexus.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between applications and one etcd member, and spoils their connections when told to. Two
 * threads a connection, one for either way.
 */
final class Proxy implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 << 10;
  private static final int CONNECT_MS = 5_000;

  private final InetSocketAddress target;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean silent;
  private volatile boolean refusing;
  private volatile long delayMs;

  /** Begins to forward to {@code port} of this machine. */
  Proxy(int port) {
    try {
      this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** Where applications connect to. */
  String endpoint() {
    return "https://127.0.0.1:" + server.getLocalPort();
  }

  /** Every piece of data is held up this long from now on; 0 for not at all. */
  void delay(long milliseconds) {
    delayMs = milliseconds;
  }

  /** Ends every connection, and refuses new ones until {@link #heal}. */
  void cut() {
    refusing = true;
    sockets.forEach(Proxy::close);
  }

  /**
   * Connections stay open, new ones are taken, and nothing comes through any more until {@link
   * #heal}; what was sent meanwhile arrives then.
   */
  void silence() {
    lock.lock();
    try {
      silent = true;
    } finally {
      lock.unlock();
    }
  }

  /** Forwards as it should. */
  void heal() {
    delayMs = 0;
    refusing = false;
    lock.lock();
    try {
      silent = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        threads.execute(() -> connect(client));
      } catch (IOException e) {
        // Closed, or the client is gone already.
      }
    }
  }

  private void connect(Socket client) {
    Socket member = new Socket();
    sockets.add(member);
    try {
      if (refusing) {
        throw new IOException("refused");
      }
      client.setTcpNoDelay(true);
      member.setTcpNoDelay(true);
      member.connect(target, CONNECT_MS);
      threads.execute(() -> forward(client, member));
      forward(member, client);
    } catch (IOException e) {
      close(member);
      close(client);
      sockets.remove(member);
      sockets.remove(client);
    }
  }

  private void forward(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        holdUp();
        out.write(buffer, 0, length);
      }
    } catch (IOException ended) {
      // One side is gone, so the other is closed.
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private void holdUp() throws InterruptedException {
    if (delayMs > 0) {
      Thread.sleep(delayMs);
    }
    lock.lock();
    try {
      while (silent) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(Proxy::close);
    threads.shutdownNow();
  }
}
