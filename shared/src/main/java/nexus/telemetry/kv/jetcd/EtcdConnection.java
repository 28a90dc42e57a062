package nexus.telemetry.kv.jetcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import nexus.telemetry.kv.KvException;

/**
 * The jetcd client, opened at the first call and replaced while etcd cannot be reached.
 *
 * <p>Replaced, because the channel beneath it waits longer and longer between two attempts to
 * connect, up to two minutes, and nothing in jetcd resets that: after an outage of minutes every
 * call would go on failing for as long again. And because a connection may be open and dead, behind
 * a firewall or in front of a member that hangs: TCP finds out after a quarter of an hour. A client
 * that etcd has not been heard on for a while is set aside for a new one, and closed once its last
 * call must have ended.
 */
final class EtcdConnection implements AutoCloseable {

  private static final Duration RENEW = Duration.ofSeconds(5);

  /** Shorter than the wait of a refused channel, which is a second at first. */
  static final Duration REFUSED = Duration.ofMillis(300);

  private static final int MAX_INBOUND_BYTES = 64 << 20;
  private static final Duration KEEPALIVE = Duration.ofSeconds(10);
  private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(3);

  private final EtcdConfig config;
  private final SslContext ssl;
  private final ExecutorService pool;
  private volatile Opened opened;
  private volatile boolean closed;

  record Opened(Client client, EtcdWire wire) {}

  /**
   * @param pool runs what jetcd does not do in its network thread
   * @throws IllegalArgumentException when a certificate or key cannot be read
   */
  EtcdConnection(EtcdConfig config, ExecutorService pool) {
    this.config = config;
    this.ssl = sslContext(config);
    this.pool = pool;
  }

  /** The client to make the next call with. */
  synchronized Client client() {
    if (closed) {
      throw new KvException(KvException.Kind.UNAVAILABLE, "the etcd client is closed", null);
    }
    if (opened == null) {
      opened = open();
    } else if (opened.wire().isDeaf()) {
      replace();
    }
    return opened.client();
  }

  /** Whether a thread of the client has ended that was to last; waits for nobody. */
  boolean isBroken() {
    Opened now = opened;
    return now != null && now.wire().isDeaf() && !closed;
  }

  /** How this connection is encrypted; null when it is not. */
  SslContext ssl() {
    return ssl;
  }

  /** A call with {@code failed} did not reach etcd. */
  synchronized void unreachable(Client failed) {
    renew(failed, RENEW);
  }

  /**
   * A call with {@code failed} was refused a connection.
   *
   * @return a client that tries to connect anew; empty when {@code failed} has just done so
   */
  synchronized Optional<Client> refused(Client failed) {
    return insteadOf(failed, REFUSED);
  }

  /**
   * A call with {@code waiting} has waited for a connection for long.
   *
   * @return a client that tries to connect anew; empty when {@code waiting} has been opened or has
   *     had answers within {@code silence}
   */
  synchronized Optional<Client> unconnected(Client waiting, Duration silence) {
    return insteadOf(waiting, silence);
  }

  /**
   * A call went out with {@code asked} long ago, and is not answered. A client that etcd was never
   * heard on is left more time: where etcd itself is slow, more connections are no help to it.
   *
   * @return a client with another connection; empty when {@code asked} has had answers within
   *     {@code silence}, or is left more time
   */
  synchronized Optional<Client> unanswered(Client asked, Duration silence) {
    boolean hopeful = opened != null && opened.client() == asked && !opened.wire().heard();
    return insteadOf(asked, hopeful ? RENEW : silence);
  }

  private Optional<Client> insteadOf(Client failed, Duration silence) {
    renew(failed, silence);
    return Optional.ofNullable(opened).map(Opened::client).filter(other -> other != failed);
  }

  private void renew(Client failed, Duration silence) {
    if (!closed
        && opened != null
        && failed == opened.client()
        && opened.wire().silence().compareTo(silence) >= 0) {
      replace();
    }
  }

  private void replace() {
    Client before = opened.client();
    opened = open();
    later().execute(before::close);
  }

  private Executor later() {
    long millis = config.callTimeout().toMillis() + 1_000;
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, pool);
  }

  @Override
  public synchronized void close() {
    closed = true;
    Opened last = opened;
    opened = null;
    if (last != null) {
      last.client().close();
    }
  }

  /**
   * In a thread of its own. jetcd hands answers over in the thread of Vert.x in which its parts
   * were made, if it was one: that of a client that is closed soon, or of the caller's own Vert.x.
   * And a thread in which a client was made is bound to that client's Vert.x from then on, which
   * warns of it at every further one.
   */
  private Opened open() {
    Executor own = task -> new Thread(task, "etcd-connect").start();
    return CompletableFuture.supplyAsync(this::build, own).join();
  }

  private Opened build() {
    EtcdWire wire = new EtcdWire(config.callTimeout());
    ClientBuilder builder =
        Client.builder()
            .endpoints(config.uris())
            .waitForReady(false)
            .retryMaxAttempts(0)
            .connectTimeout(shorter(LONGEST_CONNECT, config.callTimeout()))
            .keepaliveTime(KEEPALIVE)
            .keepaliveTimeout(KEEPALIVE_TIMEOUT)
            // etcd counts pings on an idle connection as abuse and cuts it (GOAWAY too_many_pings).
            .keepaliveWithoutCalls(false)
            .maxInboundMessageSize(MAX_INBOUND_BYTES)
            .interceptor(wire)
            .executorService(pool);
    if (config.username() != null) {
      builder.user(bytes(config.username())).password(bytes(config.password()));
    }
    Client client = ssl == null ? builder.build() : builder.sslContext(ssl).build();
    client.getKVClient();
    client.getLeaseClient();
    client.getWatchClient();
    return new Opened(client, wire);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  private static SslContext sslContext(EtcdConfig config) {
    if (!config.secure()) {
      return null;
    }
    try {
      SslContextBuilder builder = GrpcSslContexts.forClient();
      if (config.caFile() != null) {
        builder.trustManager(config.caFile().toFile());
      }
      if (config.certFile() != null) {
        builder.keyManager(config.certFile().toFile(), config.keyFile().toFile());
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "caFile, certFile or keyFile cannot be used: " + e.getMessage(), e);
    }
  }
}
