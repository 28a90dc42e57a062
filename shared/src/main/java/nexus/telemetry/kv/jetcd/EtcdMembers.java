package nexus.telemetry.kv.jetcd;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Status;

/**
 * Asks each member of the cluster for its state, each over a channel of its own, opened at the
 * first call. jetcd's own call is not used: it opens a new channel each time, and its answer leaves
 * out the bytes in use. Asked without credentials: most versions of etcd answer these two questions
 * to everyone, 3.6 and late ones of 3.5 not; what they keep to themselves counts as unknown.
 */
final class EtcdMembers implements AutoCloseable {

  /** Number of {@code dbSizeInUse} in etcd's StatusResponse, which jetcd does not know. */
  private static final int SIZE_IN_USE = 9;

  private static final long GRACE_MS = 500;

  private static final int CORRUPT = 2;

  private final EtcdConfig config;
  private final SslContext ssl;
  private final Executor pool;
  private final Map<URI, ManagedChannel> channels = new HashMap<>();
  private volatile EventLoopGroup eventLoop;
  private volatile boolean closed;

  private record Member(StatusResponse status, AlarmResponse alarms) {}

  EtcdMembers(EtcdConfig config, SslContext ssl, Executor pool) {
    this.config = config;
    this.ssl = ssl;
    this.pool = pool;
  }

  /**
   * The state, as the members report it that answer in time; fails as the first member does when
   * none does. Once one has answered, the others have {@value #GRACE_MS} ms: one whose connection
   * is silent holds nobody up.
   */
  CompletableFuture<Status> status() {
    List<CompletableFuture<Member>> asked = config.uris().stream().map(this::ask).toList();
    CompletableFuture<Void> late = new CompletableFuture<>();
    for (CompletableFuture<Member> member : asked) {
      var unused = member.thenRun(() -> late.completeOnTimeout(null, GRACE_MS, MILLISECONDS));
    }
    return CompletableFuture.anyOf(
            CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)), late)
        .handle(
            (all, someFailed) -> {
              List<Member> members =
                  asked.stream()
                      .filter(member -> member.isDone() && !member.isCompletedExceptionally())
                      .map(CompletableFuture::join)
                      .toList();
              return members.isEmpty() ? failed(asked.get(0)) : summary(members);
            });
  }

  private static Status failed(CompletableFuture<Member> member) {
    member.join();
    throw new IllegalStateException("a member that failed has answered");
  }

  /**
   * A channel that tells of the member as it is now. One that failed to connect is replaced: it
   * fails every call with what it met then, until an attempt of its own, later and later, succeeds.
   */
  private synchronized ManagedChannel channel(URI member) {
    if (closed) {
      throw new KvException(KvException.Kind.UNAVAILABLE, "the etcd client is closed", null);
    }
    ManagedChannel known = channels.get(member);
    if (known != null && known.getState(false) != ConnectivityState.TRANSIENT_FAILURE) {
      return known;
    }
    if (known != null) {
      known.shutdown();
    }
    ManagedChannel opened = open(member);
    channels.put(member, opened);
    return opened;
  }

  /** A channel in the place of {@code silent}, on which no answer comes. */
  private synchronized ManagedChannel another(URI member, ManagedChannel silent) {
    if (channels.remove(member, silent)) {
      silent.shutdown();
    }
    return channel(member);
  }

  /** All share one thread, which waits for the network; gRPC's own cannot be looked at. */
  private ManagedChannel open(URI member) {
    if (eventLoop == null) {
      eventLoop = new NioEventLoopGroup(1, new DefaultThreadFactory("etcd-members", true));
    }
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(member.getHost(), member.getPort())
            .executor(pool)
            .eventLoopGroup(eventLoop)
            .channelType(NioSocketChannel.class);
    return (ssl == null ? builder.usePlaintext() : builder.sslContext(ssl)).build();
  }

  /** Whether the thread that waits for the network has ended, which was to last. */
  boolean isBroken() {
    EventLoopGroup now = eventLoop;
    return now != null && now.next().isShuttingDown() && !closed;
  }

  /** Asks once more over another channel where the answer is late: it may be open and dead. */
  private CompletableFuture<Member> ask(URI member) {
    Deadline deadline = EtcdCalls.deadline(config.callTimeout());
    ManagedChannel channel = channel(member);
    CompletableFuture<Member> answer = ask(channel, deadline);
    return EtcdCalls.late(
        answer,
        answer,
        EtcdCalls.patience(config.callTimeout()),
        pool,
        () -> EtcdCalls.either(answer, ask(another(member, channel), deadline)));
  }

  private CompletableFuture<Member> ask(ManagedChannel channel, Deadline deadline) {
    var stub = MaintenanceGrpc.newFutureStub(channel).withDeadline(deadline);
    return future(stub.status(StatusRequest.getDefaultInstance()))
        .exceptionally(refused -> unlessDenied(refused, StatusResponse.getDefaultInstance()))
        .thenCombine(
            future(stub.alarm(AlarmRequest.getDefaultInstance()))
                .exceptionally(
                    refused -> unlessDenied(refused, AlarmResponse.getDefaultInstance())),
            Member::new);
  }

  private static <T> T unlessDenied(Throwable failure, T unknown) {
    if (EtcdErrors.toKv("status", failure).kind() == KvException.Kind.DENIED) {
      return unknown;
    }
    throw new CompletionException(failure);
  }

  private <T> CompletableFuture<T> future(ListenableFuture<T> answer) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Futures.addCallback(
        answer,
        new FutureCallback<T>() {
          @Override
          public void onSuccess(T result) {
            future.complete(result);
          }

          @Override
          public void onFailure(Throwable failure) {
            future.completeExceptionally(failure);
          }
        },
        pool);
    return future;
  }

  private static Status summary(List<Member> members) {
    String version = members.get(0).status().getVersion();
    return new Status(
        version.isEmpty() ? Status.UNKNOWN_VERSION : version,
        members.stream().mapToLong(member -> member.status().getDbSize()).max().orElse(0),
        members.stream().mapToLong(EtcdMembers::sizeInUse).max().orElse(0),
        members.stream()
            .mapToLong(member -> member.status().getHeader().getRevision())
            .max()
            .orElse(0),
        alarms(members));
  }

  private static long sizeInUse(Member member) {
    List<Long> values = member.status().getUnknownFields().getField(SIZE_IN_USE).getVarintList();
    return values.isEmpty() ? member.status().getDbSize() : values.get(values.size() - 1);
  }

  private static List<String> alarms(List<Member> members) {
    List<String> names = new ArrayList<>();
    for (Member member : members) {
      member.alarms().getAlarmsList().stream()
          .map(alarm -> alarm.getAlarmValue() == CORRUPT ? "CORRUPT" : alarm.getAlarm().name())
          .forEach(names::add);
    }
    return names.stream().distinct().sorted().toList();
  }

  @Override
  public synchronized void close() {
    closed = true;
    channels.values().forEach(ManagedChannel::shutdownNow);
    channels.clear();
    if (eventLoop != null) {
      var unused = eventLoop.shutdownGracefully();
    }
  }
}
