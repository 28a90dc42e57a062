package nexus.faults;

import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import nexus.local.EtcdMember;
import nexus.local.LocalFailure;
import nexus.local.Ports;
import nexus.local.RunCertificate;

/**
 * Three etcd members on ports of this machine, each with a folder of its own, and one certificate
 * for whoever asks them. Talked to in gRPC's own words, so not by way of the pipeline's client.
 */
final class EtcdCluster implements AutoCloseable {

  static final int MEMBERS = 3;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RunCertificate certificate;
  private final List<EtcdMember> places = new ArrayList<>();
  private final List<Child> members = new ArrayList<>();
  private final List<EtcdWords> asked = new ArrayList<>();

  /**
   * Starts nothing yet.
   *
   * @param binary etcd
   * @param folder where members keep their data and logs
   * @param options more options of every member
   */
  EtcdCluster(Path binary, Path folder, List<String> options) {
    certificate = RunCertificate.make(folder.resolve("tls"));
    for (int i = 0; i < MEMBERS; i++) {
      places.add(
          new EtcdMember(
              "m" + i, folder.resolve("etcd-" + i), Ports.lasting(), Ports.lasting(), certificate));
    }
    String all = places.stream().map(EtcdMember::asInitial).collect(Collectors.joining(","));
    for (EtcdMember place : places) {
      List<String> command = place.command(binary, all, options);
      String name = "etcd-" + members.size();
      members.add(new Child(name, command, EtcdMember.environment(), folder));
      asked.add(new EtcdWords(place.clientPort(), certificate));
    }
  }

  /** What whoever asks a member has to show. */
  RunCertificate certificate() {
    return certificate;
  }

  /** Starts every member that does not run, and waits until all of them serve. */
  void start() throws InterruptedException {
    members.forEach(Child::start);
    for (int i = 0; i < MEMBERS; i++) {
      awaitServing(i);
    }
  }

  /** Client ports, member by member. */
  List<Integer> ports() {
    return places.stream().map(EtcdMember::clientPort).toList();
  }

  /** Where the members themselves answer. */
  List<String> endpoints() {
    return places.stream().map(EtcdMember::clientUrl).toList();
  }

  Child member(int i) {
    return members.get(i);
  }

  /** Whether every member has run all the time. */
  boolean isUndisturbed() {
    return members.stream().noneMatch(Child::wasKilled);
  }

  /** Waits until a member that runs, or was just started, serves. */
  void awaitServing(int i) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!asked.get(i).serves()) {
      if (System.nanoTime() > end || !members.get(i).isAlive()) {
        throw new LocalFailure("etcd does not serve; " + members.get(i).lastWords());
      }
      Thread.sleep(50);
    }
  }

  /** The member that leads; waits for an election to end. */
  int leader() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      for (int i = 0; i < MEMBERS; i++) {
        if (members.get(i).isAlive() && leads(i)) {
          return i;
        }
      }
      Thread.sleep(50);
    }
    throw new LocalFailure("no etcd member leads");
  }

  private boolean leads(int i) {
    try {
      StatusResponse status = asked.get(i).status();
      return status.getLeader() != 0 && status.getLeader() == status.getHeader().getMemberId();
    } catch (StatusRuntimeException away) {
      return false;
    }
  }

  /** The newest revision of any member. */
  long revision() {
    return asked.stream()
        .mapToLong(member -> member.status().getHeader().getRevision())
        .max()
        .orElseThrow();
  }

  /** Bytes of the largest member's database file. */
  long databaseBytes() {
    return asked.stream().mapToLong(member -> member.status().getDbSize()).max().orElseThrow();
  }

  /** Resident memory of the member that has most, MiB. */
  double mostResidentMegabytes() {
    return members.stream()
        .mapToDouble(member -> new ProcessState(member).residentMegabytes())
        .max()
        .orElseThrow();
  }

  /** Bytes of the files of the longest log of a member. */
  long mostLogBytes() {
    return places.stream().mapToLong(EtcdCluster::logBytes).max().orElseThrow();
  }

  private static long logBytes(EtcdMember place) {
    Path folder = place.data().resolve("member").resolve("wal");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      long bytes = 0;
      for (Path file : files) {
        // One that etcd has just removed has none.
        bytes += file.toFile().length();
      }
      return bytes;
    } catch (IOException e) {
      throw new LocalFailure("cannot read " + folder, e);
    }
  }

  /** Forgets every revision before the newest. */
  void compact() throws InterruptedException {
    asked.get(leader()).compact(revision());
  }

  /** Gives free pages back to the disk, one member after the other. */
  void defragment() {
    asked.forEach(EtcdWords::defragment);
  }

  /** Whether a member has raised the alarm that its database is full. */
  boolean isFull() throws InterruptedException {
    return !asked.get(leader()).alarms().isEmpty();
  }

  /** Ends every alarm, each by the name of the member that raised it. */
  void disarm() throws InterruptedException {
    for (AlarmMember alarm : asked.get(leader()).alarms()) {
      asked.get(leader()).disarm(alarm);
    }
  }

  /** Ends a lease, and with it the claims under it; whether there still was one. */
  boolean revoke(long leaseId) throws InterruptedException {
    return asked.get(leader()).revoke(leaseId);
  }

  /** Leases that keys are under. */
  List<Long> leases() throws InterruptedException {
    return asked.get(leader()).leases();
  }

  @Override
  public void close() {
    asked.forEach(EtcdWords::close);
    members.forEach(Child::close);
  }
}
