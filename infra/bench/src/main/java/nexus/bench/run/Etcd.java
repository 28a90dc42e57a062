package nexus.bench.run;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.CompactOption;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import nexus.local.Api;
import nexus.local.LocalFailure;
import nexus.local.RunCertificate;
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
public final class Etcd implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String LOG_BYTES = "etcd_disk_wal_write_bytes_total";
  private static final long PAGE = 10_000;

  private final String endpoint;
  private final RunCertificate certificate;
  private final Kv kv;
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);

  /**
   * @param certificate what it asks for
   */
  public Etcd(String endpoint, RunCertificate certificate) {
    this.endpoint = endpoint;
    this.certificate = certificate;
    this.kv =
        new EtcdKv(
            new EtcdConfig(
                List.of(endpoint),
                null,
                null,
                certificate.certificateFile(),
                certificate.certificateFile(),
                certificate.keyFile(),
                TIMEOUT));
  }

  /**
   * Blocks of a cluster.
   *
   * @param count blocks
   * @param bytes bytes of their values
   */
  public record Blocks(long count, long bytes) {}

  public Kv kv() {
    return kv;
  }

  public Keyspace keys() {
    return keys;
  }

  /** Messages that wait. */
  public long waiting(String cluster) {
    return KvFutures.await(kv.range(Range.prefix(keys.queue(cluster)).countOnly())).count();
  }

  /** What the drain stored, by its own exact counters. */
  public DrainCounters stored(String cluster) {
    DrainCounters[] sum = {DrainCounters.ZERO};
    each(
        keys.drainCounters(cluster),
        one -> sum[0] = sum[0].plus(DrainCounters.decode(one.value())));
    return sum[0];
  }

  public Blocks blocks(String cluster) {
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

  public long databaseBytes() {
    return KvFutures.await(kv.status()).dbSizeBytes();
  }

  /** Drops every old revision and gives the space back. */
  public void compactAndDefragment() throws InterruptedException {
    long newest = KvFutures.await(kv.status()).revision();
    CompactOption wholly = CompactOption.builder().withCompactPhysical(true).build();
    try (Client client = Client.builder().endpoints(endpoint).sslContext(encryption()).build()) {
      client.getKVClient().compact(newest, wholly).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      client
          .getMaintenanceClient()
          .defragmentMember(endpoint)
          .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      throw new LocalFailure("etcd cannot be compacted: " + failure, failure);
    }
  }

  private SslContext encryption() {
    try {
      return GrpcSslContexts.forClient()
          .trustManager(certificate.certificateFile().toFile())
          .keyManager(certificate.certificateFile().toFile(), certificate.keyFile().toFile())
          .build();
    } catch (SSLException failure) {
      throw new LocalFailure("the certificate of this run cannot be used: " + failure, failure);
    }
  }

  /** Requests that etcd has answered since it was started. */
  public long requests() throws InterruptedException {
    return Metrics.sum(own().text("/metrics"), "grpc_server_handled_total");
  }

  /**
   * Bytes that etcd has written to its log since it was started; the log's files are longer, since
   * it makes them in advance.
   *
   * @throws LocalFailure when it does not tell
   */
  public long logBytes() throws InterruptedException {
    return (long)
        Metrics.value(own().text("/metrics"), LOG_BYTES)
            .orElseThrow(() -> new LocalFailure("this etcd does not tell " + LOG_BYTES));
  }

  /** Its version. */
  public String version() throws InterruptedException {
    return own().get("/version").path("etcdserver").asText();
  }

  private Api own() {
    return new Api(URI.create(endpoint), certificate.context());
  }

  @Override
  public void close() {
    kv.close();
  }
}
