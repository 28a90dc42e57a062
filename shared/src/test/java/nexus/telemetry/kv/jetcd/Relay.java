package nexus.telemetry.kv.jetcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * Stands between a client and its etcd, as a load balancer or a firewall does, and drops without a
 * word what it is told to: the sender sees an open connection and no answer.
 */
final class Relay implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 << 10;
  private static final int BACKLOG = 50;

  private final URI etcd;
  private final int port;
  private final List<Connection> connections = new ArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "relay");
            thread.setDaemon(true);
            return thread;
          });
  private ServerSocket listening;
  private int mute;

  /** Begins to relay to {@code etcd}. */
  Relay(EtcdServer etcd) {
    this.etcd = URI.create(etcd.endpoint());
    this.port = listen(0);
  }

  String endpoint() {
    return etcd.getScheme() + "://127.0.0.1:" + port;
  }

  /** Number of connections that it has taken. */
  synchronized int taken() {
    return connections.size();
  }

  /** Takes the next {@code count} connections, and passes nothing on to them or from them. */
  synchronized void muteNext(int count) {
    mute = count;
  }

  /** Drops what comes on the connections of now, either way; new ones are relayed. */
  synchronized void silence() {
    connections.forEach(Connection::dropRequests);
    connections.forEach(Connection::dropAnswers);
  }

  /** Drops the answers on the connections of now: etcd does what it is asked. */
  synchronized void dropAnswers() {
    connections.forEach(Connection::dropAnswers);
  }

  /** Ends all connections and refuses new ones. */
  synchronized void stop() {
    close(listening);
    connections.forEach(Connection::close);
  }

  /** Ends a {@link #stop}. */
  void start() {
    listen(port);
  }

  @Override
  public void close() {
    stop();
  }

  private synchronized int listen(int onPort) {
    try {
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), BACKLOG);
      listening = server;
      threads.execute(() -> accept(server));
      return server.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket server) {
    try {
      while (true) {
        take(server, server.accept());
      }
    } catch (IOException stopped) {
      close(server);
    }
  }

  /** A connection that was accepted just before the stop ends with the others. */
  private synchronized void take(ServerSocket server, Socket client) {
    if (server.isClosed()) {
      close(client);
      return;
    }
    Connection connection = new Connection(client);
    connections.add(connection);
    if (mute > 0) {
      mute--;
    } else {
      connection.open();
    }
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client's connection, and what leads on from it; from a mute one nothing does. */
  private final class Connection {
    private final Socket client;
    private final Socket server = new Socket();
    private volatile boolean requestsDropped;
    private volatile boolean answersDropped;

    Connection(Socket client) {
      this.client = client;
    }

    void dropRequests() {
      requestsDropped = true;
    }

    void dropAnswers() {
      answersDropped = true;
    }

    void open() {
      try {
        server.connect(new InetSocketAddress(etcd.getHost(), etcd.getPort()));
        threads.execute(() -> pass(client, server, () -> requestsDropped));
        threads.execute(() -> pass(server, client, () -> answersDropped));
      } catch (IOException away) {
        close();
      }
    }

    private void pass(Socket from, Socket to, BooleanSupplier dropped) {
      byte[] bytes = new byte[BUFFER_BYTES];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          if (!dropped.getAsBoolean()) {
            out.write(bytes, 0, read);
          }
        }
      } catch (IOException ended) {
        close();
      }
    }

    void close() {
      Relay.close(client);
      Relay.close(server);
    }
  }
}
