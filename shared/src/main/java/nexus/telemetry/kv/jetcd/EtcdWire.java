package nexus.telemetry.kv.jetcd;

import io.etcd.jetcd.api.AuthGrpc;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Sees all calls of one client. It gives every call that has one answer its deadline (a watch has
 * none), tells an {@link Attempt} that it is on its way, and knows how long etcd has been silent,
 * and which threads wait for the network.
 */
final class EtcdWire implements ClientInterceptor {

  private static final String AUTHENTICATE = AuthGrpc.getAuthenticateMethod().getFullMethodName();

  private final Duration timeout;
  private volatile long heardNanos = System.nanoTime();
  private volatile boolean heard;

  /** Those in which answers came: jetcd's event loops, which last until the client is closed. */
  private final Set<Thread> eventLoops = ConcurrentHashMap.newKeySet();

  /**
   * @param timeout of a call that is no attempt's
   */
  EtcdWire(Duration timeout) {
    this.timeout = timeout;
  }

  /** Time since etcd was last heard, or since the client was opened. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardNanos);
  }

  /** Whether etcd has ever been heard. */
  boolean heard() {
    return heard;
  }

  /**
   * Whether one of the threads that wait for the network has ended, as an error of the virtual
   * machine ends it: nothing that is bound to it is ever told.
   */
  boolean isDeaf() {
    for (Thread loop : eventLoops) {
      if (!loop.isAlive()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    Optional<Attempt> attempt = Attempt.current();
    Tracer tracer = new Tracer(attempt.filter(own -> !isAuthentication(method)));
    CallOptions traced = options.withStreamTracerFactory(tracer);
    return next.newCall(
        method,
        method.getType() == MethodDescriptor.MethodType.UNARY
            ? traced.withDeadline(attempt.map(Attempt::deadline).orElseGet(this::deadline))
            : traced);
  }

  /** Made on the way of another call, which waits for the token. */
  private static boolean isAuthentication(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName().equals(AUTHENTICATE);
  }

  private Deadline deadline() {
    return Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void hear() {
    heardNanos = System.nanoTime();
    heard = true;
  }

  /** Of one call. gRPC makes a stream of it when a connection is ready for it, and not before. */
  private final class Tracer extends ClientStreamTracer.Factory {

    private final Optional<Attempt> attempt;

    Tracer(Optional<Attempt> attempt) {
      this.attempt = attempt;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes transport, Metadata sent) {
          attempt.ifPresent(Attempt::send);
        }

        @Override
        public void inboundHeaders() {
          eventLoops.add(Thread.currentThread());
          hear();
        }

        @Override
        public void inboundMessage(int number) {
          hear();
        }

        @Override
        public void inboundTrailers(Metadata trailers) {
          hear();
        }
      };
    }
  }
}
