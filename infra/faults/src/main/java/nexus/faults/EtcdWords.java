package nexus.faults;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmRequest.AlarmAction;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import nexus.local.LocalFailure;
import nexus.local.RunCertificate;

/**
 * What an operator says to one etcd member. Every method throws {@link StatusRuntimeException} when
 * it does not answer, or not as it should.
 */
final class EtcdWords implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration QUICK = Duration.ofSeconds(5);

  private final ManagedChannel channel;

  /**
   * @param port where the member listens
   */
  EtcdWords(int port, RunCertificate certificate) {
    try {
      channel =
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .sslContext(
                  GrpcSslContexts.forClient()
                      .trustManager(certificate.certificateFile().toFile())
                      .keyManager(
                          certificate.certificateFile().toFile(), certificate.keyFile().toFile())
                      .build())
              .build();
    } catch (SSLException failure) {
      throw new LocalFailure("the certificate of this run cannot be used: " + failure, failure);
    }
  }

  /** Whether a read that the majority confirms is answered. */
  boolean serves() {
    channel.resetConnectBackoff();
    try {
      RangeRequest any =
          RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("/")).setLimit(1).build();
      KVGrpc.newBlockingStub(channel)
          .withDeadlineAfter(QUICK.toMillis(), TimeUnit.MILLISECONDS)
          .range(any);
      return true;
    } catch (StatusRuntimeException notYet) {
      return false;
    }
  }

  StatusResponse status() {
    channel.resetConnectBackoff();
    return maintenance().status(StatusRequest.getDefaultInstance());
  }

  void compact(long revision) {
    CompactionRequest wholly =
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
    KVGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .compact(wholly);
  }

  void defragment() {
    maintenance().defragment(DefragmentRequest.getDefaultInstance());
  }

  List<AlarmMember> alarms() {
    AlarmRequest all = AlarmRequest.newBuilder().setAction(AlarmAction.GET).build();
    return maintenance().alarm(all).getAlarmsList();
  }

  void disarm(AlarmMember alarm) {
    maintenance()
        .alarm(
            AlarmRequest.newBuilder()
                .setAction(AlarmAction.DEACTIVATE)
                .setAlarm(alarm.getAlarm())
                .setMemberID(alarm.getMemberID())
                .build());
  }

  /** Whether there still was such a lease. */
  boolean revoke(long leaseId) {
    try {
      leaseStub().leaseRevoke(LeaseRevokeRequest.newBuilder().setID(leaseId).build());
      return true;
    } catch (StatusRuntimeException ended) {
      return false;
    }
  }

  /** Leases that keys are under. */
  List<Long> leases() {
    ByteString every = ByteString.copyFrom(new byte[1]);
    RangeRequest keys =
        RangeRequest.newBuilder().setKey(every).setRangeEnd(every).setKeysOnly(true).build();
    return KVGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .range(keys)
        .getKvsList()
        .stream()
        .map(KeyValue::getLease)
        .filter(lease -> lease != 0)
        .distinct()
        .toList();
  }

  private MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
    return MaintenanceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private LeaseGrpc.LeaseBlockingStub leaseStub() {
    return LeaseGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
