package nexus.telemetry.kv.jetcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
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
 * call would go on failing for as long again. A client that has not had an answer for five seconds,
 * or for a third of one while it is refused, is set aside for a new one, and closed once its last
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
  private Client client;
  private boolean closed;
  private volatile long lastAnswerNanos;

  /**
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
    if (client == null) {
      client = open();
    }
    return client;
  }

  /** How this connection is encrypted; null when it is not. */
  SslContext ssl() {
    return ssl;
  }

  /** etcd answered. */
  void answered() {
    lastAnswerNanos = System.nanoTime();
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
    renew(failed, REFUSED);
    return Optional.ofNullable(client).filter(current -> current != failed);
  }

  private void renew(Client failed, Duration most) {
    long silent = System.nanoTime() - lastAnswerNanos;
    if (!closed && failed == client && silent > most.toNanos()) {
      client = open();
      later().execute(failed::close);
    }
  }

  private Executor later() {
    long millis = config.callTimeout().toMillis() + 1_000;
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, pool);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close();
      client = null;
    }
  }

  private Client open() {
    answered();
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
            .interceptor(new Deadline(config.callTimeout()))
            .executorService(pool);
    if (config.username() != null) {
      builder.user(bytes(config.username())).password(bytes(config.password()));
    }
    return ssl == null ? builder.build() : builder.sslContext(ssl).build();
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

  /** Gives every call that has one answer a deadline; a watch has none. */
  private record Deadline(Duration timeout) implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return next.newCall(
          method,
          method.getType() == MethodDescriptor.MethodType.UNARY
              ? options.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
              : options);
    }
  }
}
