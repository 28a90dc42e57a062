package nexus.telemetry.kv.jetcd;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One try at a call: when it must end, and whether a connection has taken it.
 *
 * <pre>
 * waits for a connection ──► sent ──► answered
 *         │                    └────► failed: etcd may have done it
 *         └─ taken back ────────────► failed: etcd has not seen it
 * </pre>
 *
 * <p>It travels in gRPC's context to where gRPC makes the call, as jetcd has no parameter for it.
 */
final class Attempt {

  private static final Context.Key<Attempt> KEY = Context.key("attempt");

  private final Deadline deadline;
  private final Context.CancellableContext context =
      Context.ROOT.withValue(KEY, this).withCancellation();
  private volatile boolean sent;
  private volatile boolean takenBack;

  Attempt(Deadline deadline) {
    this.deadline = deadline;
  }

  /** The attempt that a call of this thread belongs to. */
  static Optional<Attempt> current() {
    return Optional.ofNullable(KEY.get());
  }

  /** Begins the call. */
  <R> CompletableFuture<R> begin(Supplier<CompletableFuture<R>> call) {
    Context before = context.attach();
    try {
      return call.get();
    } finally {
      context.detach(before);
    }
  }

  Deadline deadline() {
    return deadline;
  }

  /** A connection takes the call now. */
  void send() {
    sent = true;
  }

  /** Whether etcd may have seen the call. False for certain once the call has failed. */
  boolean sent() {
    return sent;
  }

  /** Ends the call, which waits for a connection still. */
  void takeBack() {
    takenBack = true;
    context.cancel(
        Status.UNAVAILABLE.withDescription("no connection was made in time").asException());
  }

  boolean takenBack() {
    return takenBack;
  }
}
