package nexus.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProxyTest {

  private static final int PATIENCE_MS = 10_000;

  private ServerSocket server;
  private Proxy proxy;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setSoTimeout(PATIENCE_MS);
    proxy = new Proxy(server.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    server.close();
  }

  private Socket connect() throws IOException {
    URI endpoint = URI.create(proxy.endpoint());
    Socket socket = new Socket(endpoint.getHost(), endpoint.getPort());
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  private static void pass(Socket from, Socket to, int value) throws IOException {
    from.getOutputStream().write(value);
    assertThat(to.getInputStream().read()).isEqualTo(value);
  }

  @Test
  void forwardsBothWays() throws IOException {
    try (Socket client = connect();
        Socket member = server.accept()) {
      pass(client, member, 7);
      pass(member, client, 8);
    }
  }

  @Test
  void whatWasSentIntoSilenceArrivesWhenItEnds() throws IOException {
    try (Socket client = connect();
        Socket member = server.accept()) {
      pass(client, member, 1);
      proxy.silence();
      client.getOutputStream().write(2);
      member.setSoTimeout(200);
      Assertions.assertThatThrownBy(() -> member.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      proxy.heal();

      member.setSoTimeout(PATIENCE_MS);
      assertThat(member.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void aCutEndsConnectionsAndRefusesNewOnesUntilHealed() throws IOException {
    try (Socket client = connect();
        Socket member = server.accept()) {
      pass(client, member, 1);
      proxy.cut();
      assertThat(ended(client)).isTrue();
      try (Socket late = connect()) {
        assertThat(ended(late)).isTrue();
      }
    }
    proxy.heal();
    forwardsBothWays();
  }

  /** Whether the other side is gone, told politely or not. */
  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException goesOn) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
