package nexus.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nexus.local.Api;
import nexus.local.LocalFailure;
import nexus.local.Ports;

/**
 * Three etcd members on ports of this machine, each with a folder of its own. Talked to as JSON,
 * through etcd's own gateway, so not by way of the pipeline's client.
 */
final class EtcdCluster implements AutoCloseable {

  static final int MEMBERS = 3;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final List<Integer> clientPorts = new ArrayList<>();
  private final List<Child> members = new ArrayList<>();
  private final List<Api> gateways = new ArrayList<>();

  /**
   * Starts nothing yet.
   *
   * @param binary etcd
   * @param folder where members keep their data and logs
   * @param options more options of every member
   */
  EtcdCluster(Path binary, Path folder, List<String> options) {
    List<Integer> peerPorts = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      clientPorts.add(Ports.lasting());
      peerPorts.add(Ports.lasting());
    }
    String all =
        IntStream.range(0, MEMBERS)
            .mapToObj(i -> "m" + i + "=" + url(peerPorts.get(i)))
            .collect(Collectors.joining(","));
    for (int i = 0; i < MEMBERS; i++) {
      List<String> command = new ArrayList<>();
      command.add(binary.toString());
      command.add("--name=m" + i);
      command.add("--data-dir=" + folder.resolve("etcd-" + i));
      command.add("--listen-client-urls=" + url(clientPorts.get(i)));
      command.add("--advertise-client-urls=" + url(clientPorts.get(i)));
      command.add("--listen-peer-urls=" + url(peerPorts.get(i)));
      command.add("--initial-advertise-peer-urls=" + url(peerPorts.get(i)));
      command.add("--initial-cluster=" + all);
      command.add("--logger=zap");
      command.add("--log-outputs=stderr");
      command.addAll(options);
      members.add(new Child("etcd-" + i, command, environment(), folder));
      gateways.add(new Api(URI.create(url(clientPorts.get(i)))));
    }
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    // etcd takes every ETCD_* variable for a flag.
    environment.keySet().removeIf(name -> name.startsWith("ETCD_"));
    if (System.getProperty("os.arch").equals("aarch64")) {
      environment.put("ETCD_UNSUPPORTED_ARCH", "arm64");
    }
    return environment;
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
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
    return List.copyOf(clientPorts);
  }

  /** Where the members themselves answer. */
  List<String> endpoints() {
    return clientPorts.stream().map(EtcdCluster::url).toList();
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
    while (!gateways.get(i).answers("/health")) {
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

  private boolean leads(int i) throws InterruptedException {
    try {
      JsonNode status = status(i);
      String leader = status.path("leader").asText("0");
      return !leader.equals("0") && leader.equals(status.path("header").path("member_id").asText());
    } catch (LocalFailure away) {
      return false;
    }
  }

  private JsonNode status(int i) throws InterruptedException {
    return gateways.get(i).post("/v3/maintenance/status", JSON.createObjectNode());
  }

  /** The newest revision of any member. */
  long revision() throws InterruptedException {
    long newest = 0;
    for (int i = 0; i < MEMBERS; i++) {
      newest = Math.max(newest, status(i).path("header").path("revision").asLong());
    }
    return newest;
  }

  /** Bytes of the largest member's database file. */
  long databaseBytes() throws InterruptedException {
    long most = 0;
    for (int i = 0; i < MEMBERS; i++) {
      most = Math.max(most, status(i).path("dbSize").asLong());
    }
    return most;
  }

  /** Forgets every revision before the newest. */
  void compact() throws InterruptedException {
    var request = JSON.createObjectNode().put("revision", revision()).put("physical", true);
    gateways.get(leader()).post("/v3/kv/compaction", request);
  }

  /** Gives free pages back to the disk, one member after the other. */
  void defragment() throws InterruptedException {
    for (Api gateway : gateways) {
      gateway.post("/v3/maintenance/defragment", JSON.createObjectNode());
    }
  }

  /** Whether a member has raised the alarm that its database is full. */
  boolean isFull() throws InterruptedException {
    return !alarms().isEmpty();
  }

  private JsonNode alarms() throws InterruptedException {
    var request = JSON.createObjectNode().put("action", "GET");
    return gateways.get(leader()).post("/v3/maintenance/alarm", request).path("alarms");
  }

  /** Ends every alarm, each by the name of the member that raised it. */
  void disarm() throws InterruptedException {
    for (JsonNode alarm : alarms()) {
      var request = JSON.createObjectNode().put("action", "DEACTIVATE");
      request.set("memberID", alarm.path("memberID"));
      request.set("alarm", alarm.path("alarm"));
      gateways.get(leader()).post("/v3/maintenance/alarm", request);
    }
  }

  /** Ends a lease, and with it the claims under it; whether there still was one. */
  boolean revoke(long leaseId) throws InterruptedException {
    var request = JSON.createObjectNode().put("ID", Long.toString(leaseId));
    try {
      gateways.get(leader()).post("/v3/lease/revoke", request);
      return true;
    } catch (LocalFailure ended) {
      return false;
    }
  }

  /** Leases that last. */
  List<Long> leases() throws InterruptedException {
    List<Long> ids = new ArrayList<>();
    gateways
        .get(leader())
        .post("/v3/lease/leases", JSON.createObjectNode())
        .path("leases")
        .forEach(lease -> ids.add(lease.path("ID").asLong()));
    return ids;
  }

  @Override
  public void close() {
    members.forEach(Child::close);
  }
}
