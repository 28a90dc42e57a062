package nexus.bench.run;

import java.io.IOException;
import java.time.Duration;
import nexus.bench.Connection;
import nexus.local.Api;
import nexus.local.LocalFailure;

/**
 * The application and its etcd. A scrape is stored when the drain's counters, which change in the
 * transactions that store samples and delete their messages, have counted each of its samples.
 */
final class NexusReceiver implements ScrapeReceiver {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Stack stack;
  private final String cluster;
  private final long samples;
  private final String path;
  private final Connection connection;
  private final StoredSamples stored;
  private byte[] answer;

  /**
   * @param cluster a cluster of its own
   * @param samples samples of each scrape
   */
  NexusReceiver(Stack stack, String cluster, long samples) {
    this.stack = stack;
    this.cluster = cluster;
    this.samples = samples;
    this.path = "/api/v1/csv/upload?cluster=" + Api.encode(cluster);
    this.connection = stack.connect();
    Etcd etcd = stack.etcd();
    this.stored = new StoredSamples(etcd.kv(), etcd.keys().drainCounters(cluster));
  }

  @Override
  public void take(byte[] body) throws InterruptedException {
    long wanted = stored.sum() + samples;
    answer = connection.post(path, "text/plain", body);
    stored.await(wanted, PATIENCE);
  }

  @Override
  public void check() throws IOException {
    Ingestion.check(samples, Json.read(answer));
    long waiting = stack.etcd().waiting(cluster);
    if (waiting > 0) {
      throw new LocalFailure(waiting + " messages wait though every sample is stored");
    }
  }

  @Override
  public double processorSeconds() {
    ProcessorTime used = ProcessorTime.of(stack);
    return used.application() + used.etcd();
  }

  @Override
  public double logBytes() throws InterruptedException {
    return stack.etcd().logBytes();
  }

  @Override
  public void checkAll(long values) throws InterruptedException {
    Ingestion.checkStored(stack, cluster, values);
  }

  @Override
  public void close() {
    stored.close();
    connection.close();
  }
}
