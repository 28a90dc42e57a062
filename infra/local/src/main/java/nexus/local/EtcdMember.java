package nexus.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An etcd on 127.0.0.1, and how it is started: open to whoever has the run's certificate, and to
 * nobody else on this machine, web pages in its browsers least of all.
 *
 * @param name among the members of its cluster
 * @param data folder of its data
 * @param clientPort where clients ask it
 * @param peerPort where other members do
 * @param certificate that it shows, and that whoever connects has to show
 */
public record EtcdMember(
    String name, Path data, int clientPort, int peerPort, RunCertificate certificate) {

  /**
   * Committed transactions between two snapshots. etcd keeps all since the last one in memory, with
   * what they wrote, and 5,000 more: by default 100,000, which a drain's blocks make gigabytes of.
   */
  private static final int SNAPSHOT_COUNT = 1_000;

  /** Where clients reach it. */
  public String clientUrl() {
    return url(clientPort);
  }

  /** Where other members reach it. */
  public String peerUrl() {
    return url(peerPort);
  }

  /** Itself, as {@code --initial-cluster} has it. */
  public String asInitial() {
    return name + "=" + peerUrl();
  }

  /**
   * Program and arguments.
   *
   * @param binary etcd
   * @param cluster all members, as {@code --initial-cluster} has it
   * @param options more of them
   */
  public List<String> command(Path binary, String cluster, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.add("--name=" + name);
    command.add("--data-dir=" + data);
    command.add("--listen-client-urls=" + clientUrl());
    command.add("--advertise-client-urls=" + clientUrl());
    command.add("--listen-peer-urls=" + peerUrl());
    command.add("--initial-advertise-peer-urls=" + peerUrl());
    command.add("--initial-cluster=" + cluster);
    for (String who : List.of("", "peer-")) {
      command.add("--" + who + "client-cert-auth=true");
      command.add("--" + who + "trusted-ca-file=" + certificate.certificateFile());
      command.add("--" + who + "cert-file=" + certificate.certificateFile());
      command.add("--" + who + "key-file=" + certificate.keyFile());
    }
    // Without it no web page has words that etcd understands; names and origins are closed as well.
    command.add("--enable-grpc-gateway=false");
    command.add("--host-whitelist=127.0.0.1,localhost");
    command.add("--cors=" + clientUrl());
    command.add("--snapshot-count=" + SNAPSHOT_COUNT);
    command.add("--logger=zap");
    command.add("--log-outputs=stderr");
    command.addAll(options);
    return command;
  }

  /** This process's environment, without what etcd would take for its flags. */
  public static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    // etcd takes every ETCD_* variable for a flag, and refuses to start when a flag contradicts it.
    environment.keySet().removeIf(name -> name.startsWith("ETCD_"));
    if (System.getProperty("os.arch").equals("aarch64")) {
      environment.put("ETCD_UNSUPPORTED_ARCH", "arm64");
    }
    return environment;
  }

  /** What etcd says of itself over HTTP: its health, its metrics, its version. */
  public Api api() {
    return new Api(URI.create(clientUrl()), certificate.context());
  }

  private static String url(int port) {
    return "https://127.0.0.1:" + port;
  }
}
