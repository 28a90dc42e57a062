package nexus.bench.run;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.CompactOption;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import nexus.local.LocalFailure;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.jetcd.EtcdConfig;
import nexus.telemetry.kv.jetcd.EtcdKv;
import nexus.telemetry.store.DrainCounters;

/** etcd as the measurements see it, past the application. */
final class Etcd implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long PAGE = 10_000;

  private final String endpoint;
  private final Kv kv;
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);

  Etcd(String endpoint) {
    this.endpoint = endpoint;
    this.kv = new EtcdKv(EtcdConfig.of(endpoint).withCallTimeout(TIMEOUT));
  }

  /**
   * Blocks of a cluster.
   *
   * @param count blocks
   * @param bytes bytes of their values
   */
  record Blocks(long count, long bytes) {}

  Kv kv() {
    return kv;
  }

  Keyspace keys() {
    return keys;
  }

  /** Messages that wait. */
  long waiting(String cluster) {
    return KvFutures.await(kv.range(Range.prefix(keys.queue(cluster)).countOnly())).count();
  }

  /** What the drain stored, by its own exact counters. */
  DrainCounters stored(String cluster) {
    DrainCounters[] sum = {DrainCounters.ZERO};
    each(
        keys.drainCounters(cluster),
        one -> sum[0] = sum[0].plus(DrainCounters.decode(one.value())));
    return sum[0];
  }

  Blocks blocks(String cluster) {
    long[] sums = new long[2];
    each(
        Keyspace.cluster(cluster) + "hosts/",
        entry -> {
          if (entry.key().contains("/data/")) {
            sums[0]++;
            sums[1] += entry.value().length;
          }
        });
    return new Blocks(sums[0], sums[1]);
  }

  private void each(String prefix, Consumer<Entry> consumer) {
    Range rest = Range.prefix(prefix).limit(PAGE);
    Page page;
    do {
      page = KvFutures.await(kv.range(rest));
      page.entries().forEach(consumer);
      if (page.more()) {
        rest = rest.after(page.entries().get(page.entries().size() - 1).key());
      }
    } while (page.more());
  }

  long databaseBytes() {
    return KvFutures.await(kv.status()).dbSizeBytes();
  }

  /** Drops every old revision and gives the space back. */
  void compactAndDefragment() throws InterruptedException {
    long newest = KvFutures.await(kv.status()).revision();
    CompactOption wholly = CompactOption.builder().withCompactPhysical(true).build();
    try (Client client = Client.builder().endpoints(endpoint).build()) {
      client.getKVClient().compact(newest, wholly).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      client
          .getMaintenanceClient()
          .defragmentMember(endpoint)
          .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      throw new LocalFailure("etcd cannot be compacted: " + failure, failure);
    }
  }

  /** Requests that etcd has answered since it was started. */
  long requests() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + "/metrics")).timeout(TIMEOUT).build();
    try {
      String text = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
      return Metrics.sum(text, "grpc_server_handled_total");
    } catch (IOException failure) {
      throw new LocalFailure("etcd does not show its metrics: " + failure, failure);
    }
  }

  @Override
  public void close() {
    kv.close();
  }
}
