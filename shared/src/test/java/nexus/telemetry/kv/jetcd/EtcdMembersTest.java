package nexus.telemetry.kv.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvContract;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What etcd 3.6 and late versions of 3.5 answer to who is not their root user. */
class EtcdMembersTest {

  /** Keeps its state and alarms to itself. */
  private static final class Secretive extends MaintenanceGrpc.MaintenanceImplBase {
    private final io.grpc.Status refusal;

    Secretive(io.grpc.Status refusal) {
      this.refusal = refusal;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
      answer.onError(refusal.asRuntimeException());
    }

    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> answer) {
      answer.onError(refusal.asRuntimeException());
    }
  }

  private static Server serve(io.grpc.Status refusal) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(new Secretive(refusal))
        .build()
        .start();
  }

  @ParameterizedTest
  @CsvSource({
    "PERMISSION_DENIED, etcdserver: permission denied",
    "INVALID_ARGUMENT, etcdserver: user name is empty",
    "UNAUTHENTICATED, etcdserver: invalid auth token",
  })
  void aStateThatIsKeptFromThisUserIsUnknownAndNoFailure(io.grpc.Status.Code code, String words)
      throws IOException {
    Server etcd = serve(code.toStatus().withDescription(words));
    try (Kv kv = new EtcdKv(EtcdConfig.of("http://127.0.0.1:" + etcd.getPort()))) {
      assertThat(KvFutures.await(kv.status()))
          .isEqualTo(new Status(Status.UNKNOWN_VERSION, 0, 0, 0, java.util.List.of()));
    } finally {
      etcd.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource({"UNAVAILABLE, UNAVAILABLE", "UNKNOWN, INTERNAL"})
  void anyOtherRefusalIsAFailure(io.grpc.Status.Code code, KvException.Kind kind)
      throws IOException {
    Server etcd = serve(code.toStatus().withDescription("out of order"));
    try (Kv kv = new EtcdKv(EtcdConfig.of("http://127.0.0.1:" + etcd.getPort()))) {
      assertThat(KvContract.failure(kv.status())).isEqualTo(kind);
    } finally {
      etcd.shutdownNow();
    }
  }
}
