package nexus.local;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * An etcd that {@code ETCD_ENDPOINTS} names and that is to run already: whether anybody is there.
 */
final class NamedEtcd {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int DEFAULT_PORT = 2379;

  /** What a client of HTTP/2 begins with, and no settings; its server answers with its own. */
  private static final byte[] GREETING =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);

  private NamedEtcd() {}

  /**
   * Returns once one of the endpoints says anything. What cannot be an endpoint is left to the
   * application, which says what is wrong with it.
   *
   * @param endpoints separated by commas
   * @throws LocalFailure after 3 s, naming each with what came of it; credentials are not quoted
   */
  static void check(String endpoints) throws InterruptedException {
    List<URI> named = Stream.of(endpoints.split(",", -1)).map(NamedEtcd::parse).toList();
    if (named.stream().anyMatch(uri -> uri == null)) {
      return;
    }
    List<CompletableFuture<Optional<String>>> tries =
        named.stream().map(uri -> tried(() -> problem(uri, PATIENCE))).toList();
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      Optional<String> problem = await(tries.get(i), end - System.nanoTime());
      if (problem.isEmpty()) {
        return;
      }
      problems.add(named.get(i).getHost() + ":" + port(named.get(i)) + " " + problem.get());
    }
    throw new LocalFailure(
        "no etcd answers at ETCD_ENDPOINTS: "
            + String.join("; ", problems)
            + ". Start it, or leave ETCD_ENDPOINTS unset and one is started here");
  }

  private interface Try {
    Optional<String> run();
  }

  /** In a thread that may stay behind: looking up a name can take long. */
  private static CompletableFuture<Optional<String>> tried(Try one) {
    CompletableFuture<Optional<String>> result = new CompletableFuture<>();
    Thread thread = new Thread(() -> result.complete(one.run()), "try-etcd");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private static Optional<String> await(CompletableFuture<Optional<String>> one, long nanos)
      throws InterruptedException {
    try {
      return one.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      return Optional.of("says nothing within " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Why nobody is there; empty when somebody is, whoever it is. */
  static Optional<String> problem(URI uri, Duration wait) {
    int patience = (int) wait.toMillis();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), port(uri)), patience);
      socket.setSoTimeout(patience);
      if (uri.getScheme().equals("https")) {
        return shakeHands(socket, uri);
      }
      socket.getOutputStream().write(GREETING);
      return socket.getInputStream().read() < 0
          ? Optional.of("ends the connection")
          : Optional.empty();
    } catch (IOException failure) {
      return Optional.of("(" + failure.getMessage() + ")");
    }
  }

  /** Whatever is wrong with certificates, somebody is there, and the application says it better. */
  private static Optional<String> shakeHands(Socket socket, URI uri) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (SSLSocket secured =
        (SSLSocket) factory.createSocket(socket, uri.getHost(), port(uri), true)) {
      secured.startHandshake();
    } catch (SSLException refused) {
      // The handshake reports its own read that timed out as one that failed.
      return refused.getCause() instanceof InterruptedIOException silent
          ? Optional.of("(" + silent.getMessage() + ")")
          : Optional.empty();
    }
    return Optional.empty();
  }

  private static int port(URI uri) {
    return uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
  }

  private static URI parse(String endpoint) {
    try {
      URI uri = URI.create(endpoint.strip());
      return uri.getHost() == null || uri.getScheme() == null ? null : uri;
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }
}
