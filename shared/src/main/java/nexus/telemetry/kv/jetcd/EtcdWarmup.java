package nexus.telemetry.kv.jetcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;

/**
 * Uses the client of etcd once, against a small server in this process: so all that a first call
 * loads is there before a snapshot of the process is taken, and no etcd is needed for it, nor
 * credentials.
 */
public final class EtcdWarmup {

  /** Of calls that wait for this process alone, which loads all that it needs for them. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  private static final String KEY = "/warmup";

  private EtcdWarmup() {}

  /**
   * Starts the server, calls it, and stops both.
   *
   * @throws UncheckedIOException when this machine's loopback address cannot be listened on
   * @throws KvException when a call fails
   */
  public static void run() {
    EventLoopGroup threads = new NioEventLoopGroup(1);
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .bossEventLoopGroup(threads)
            .workerEventLoopGroup(threads)
            .channelType(NioServerSocketChannel.class)
            .directExecutor()
            .addService(new OneKey())
            .addService(new Healthy())
            .build();
    try {
      server.start();
      call("http://127.0.0.1:" + server.getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      server.shutdownNow();
      threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static void call(String endpoint) {
    EtcdConfig config = EtcdConfig.of(endpoint).withCallTimeout(CALL_TIMEOUT);
    try (Kv kv = new EtcdKv(config)) {
      KvFutures.await(kv.range(Range.prefix(KEY)));
      KvFutures.await(kv.txn(Txn.always(List.of(Op.put(KEY, new byte[1])))));
      KvFutures.await(kv.status());
    }
    // What answers are decoded with where an etcd sends more than this client knows.
    Objects.requireNonNull(StatusResponse.getDescriptor());
  }

  /** As a real one: the header is read of every answer. */
  private static ResponseHeader header() {
    return ResponseHeader.newBuilder().setClusterId(1).setMemberId(1).setRevision(1).build();
  }

  /** Has one key, and takes every transaction. */
  private static final class OneKey extends KVGrpc.KVImplBase {

    private static RangeResponse key() {
      KeyValue key = KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(KEY)).build();
      return RangeResponse.newBuilder().setHeader(header()).addKvs(key).setCount(1).build();
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
      answer(answer, key());
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> answer) {
      ResponseOp read = ResponseOp.newBuilder().setResponseRange(key()).build();
      answer(
          answer,
          TxnResponse.newBuilder()
              .setHeader(header())
              .setSucceeded(true)
              .addResponses(read)
              .build());
    }
  }

  /** Is a member without alarms. */
  private static final class Healthy extends MaintenanceGrpc.MaintenanceImplBase {

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
      answer(answer, StatusResponse.newBuilder().setHeader(header()).setVersion("3.5.0").build());
    }

    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> answer) {
      answer(answer, AlarmResponse.newBuilder().setHeader(header()).build());
    }
  }

  private static <T> void answer(StreamObserver<T> answer, T response) {
    answer.onNext(response);
    answer.onCompleted();
  }
}
