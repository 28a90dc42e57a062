package nexus.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A stand-in for an etcd that runs already: says one byte to whoever greets it, or nothing. */
final class FakeEtcd implements AutoCloseable {

  private final ServerSocket server;
  private final boolean silent;

  private FakeEtcd(boolean silent) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.silent = silent;
    Thread thread = new Thread(this::accept, "fake-etcd");
    thread.setDaemon(true);
    thread.start();
  }

  static FakeEtcd talking() throws IOException {
    return new FakeEtcd(false);
  }

  /** Takes connections, and that is all. */
  static FakeEtcd silent() throws IOException {
    return new FakeEtcd(true);
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        if (!silent) {
          client.getOutputStream().write(0);
          client.getOutputStream().flush();
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
