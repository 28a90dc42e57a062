package nexus.telemetry.kv.jetcd;

import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmRequest.AlarmAction;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What an operator does with a test's etcd by {@code etcdctl}. */
public final class EtcdAdmin implements AutoCloseable {

  private static final long SECONDS = 30;
  private static final long ANY_MEMBER = 7;

  private final ManagedChannel channel;

  /**
   * @param endpoint a plain one, without users
   */
  public EtcdAdmin(String endpoint) {
    URI uri = URI.create(endpoint);
    this.channel =
        NettyChannelBuilder.forAddress(uri.getHost(), uri.getPort()).usePlaintext().build();
  }

  /** Forgets every revision before this one, and gives the space back. */
  public void free(long revision) {
    CompactionRequest wholly =
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
    KVGrpc.newBlockingStub(channel).withDeadlineAfter(SECONDS, TimeUnit.SECONDS).compact(wholly);
    maintenance().defragment(DefragmentRequest.getDefaultInstance());
  }

  /** Has it refuse writes as if it was full. */
  public void raiseNoSpace() {
    alarm(AlarmAction.ACTIVATE, ANY_MEMBER);
  }

  /** Takes writes again; how many alarms there were. */
  public int disarm() {
    AlarmRequest all = AlarmRequest.newBuilder().setAction(AlarmAction.GET).build();
    List<AlarmMember> raised = maintenance().alarm(all).getAlarmsList();
    raised.forEach(alarm -> alarm(AlarmAction.DEACTIVATE, alarm.getMemberID()));
    return raised.size();
  }

  private void alarm(AlarmAction action, long member) {
    maintenance()
        .alarm(
            AlarmRequest.newBuilder()
                .setAction(action)
                .setAlarm(AlarmType.NOSPACE)
                .setMemberID(member)
                .build());
  }

  private MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
    return MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
