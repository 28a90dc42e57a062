package nexus.bench.cold;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import nexus.local.Api;
import nexus.local.LocalFailure;
import nexus.local.ManagedProcess;
import nexus.local.Ports;

/**
 * An empty etcd that the function under measurement reads from. Whoever may run programs here may
 * ask it: a certificate would be measured as well, and it holds one made-up sample.
 */
final class Etcd implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(25);

  private final String endpoint = "http://127.0.0.1:" + Ports.free();
  private final ManagedProcess process;

  /**
   * Starts it and waits until it answers.
   *
   * @param binary etcd's executable
   * @param folder where its data and its log go
   * @throws LocalFailure when it does not come up
   */
  Etcd(Path binary, Path folder) throws InterruptedException {
    String peer = "http://127.0.0.1:" + Ports.free();
    List<String> command =
        List.of(
            binary.toString(),
            "--name=cold",
            "--data-dir=" + folder.resolve("etcd"),
            "--listen-client-urls=" + endpoint,
            "--advertise-client-urls=" + endpoint,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=cold=" + peer,
            "--enable-grpc-gateway=false",
            "--host-whitelist=127.0.0.1,localhost",
            "--cors=" + endpoint,
            "--snapshot-count=1000");
    process = ManagedProcess.start("etcd", command, Map.of(), folder.resolve("etcd.log"));
    Api api = new Api(URI.create(endpoint));
    long begun = System.nanoTime();
    while (!api.answers("/health")) {
      if (process.awaitEnd(POLL) || System.nanoTime() - begun > READY_WITHIN.toNanos()) {
        close();
        throw new LocalFailure("etcd does not start; its last lines:\n" + process.tail(20));
      }
    }
  }

  String endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    process.close();
  }
}
