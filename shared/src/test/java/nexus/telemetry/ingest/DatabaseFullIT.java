package nexus.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Status;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.jetcd.EtcdAdmin;
import nexus.telemetry.kv.jetcd.EtcdKv;
import nexus.telemetry.kv.jetcd.EtcdServer;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An etcd with a small quota, filled up and freed. */
final class DatabaseFullIT {

  private static final long QUOTA = 32 << 20;
  private static final String CLUSTER = "c1";
  private static final String JUNK = "/junk/";
  private static final int GPUS = 1_500;
  private static final int SAMPLES = 250;
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private Path folder;

  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);

  private static byte[] file() {
    StringBuilder csv = new StringBuilder("timestamp,metric_name,gpu_id,Hostname,value\n");
    for (int i = 0; i < SAMPLES; i++) {
      for (int gpu = 0; gpu < GPUS; gpu++) {
        double value = Math.sin(i * 1_000.0 + gpu);
        csv.append(1_767_225_600 + i).append(",M,").append(gpu / 50).append(",h");
        csv.append(gpu % 50).append(',').append(value).append('\n');
      }
    }
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }

  private IngestResult ingest(Kv kv, IngestLimits limits) {
    IngestOptions options =
        new IngestOptions(new PublishOptions(16, 1, 0, 3_600_000), 1, 0, folder, limits);
    try (CsvIngest ingest = new CsvIngest(kv, keys, options, CLOCK)) {
      return ingest.ingestChunk(CLUSTER, file());
    }
  }

  private DrainResult drain(Kv kv) {
    DrainOptions options = new DrainOptions("test", 2, 0, 100, 16, 3_600_000, 0);
    try (Drainer drainer = new Drainer(kv, keys, options, CLOCK)) {
      return drainer.drain(CLUSTER, new DrainLimits(1_000_000, 60_000));
    }
  }

  /** Fills the database up to a size, and waits until it tells so. */
  private static void fill(Kv kv, long bytes) {
    byte[] junk = new byte[7 << 10]; // with its key, two pages
    for (int i = 0; i < bytes >> 13; i += 50) {
      List<Op> puts = new ArrayList<>();
      for (int j = i; j < i + 50; j++) {
        puts.add(Op.put(JUNK + j, junk));
      }
      KvFutures.await(kv.txn(Txn.always(puts)));
    }
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (status(kv).dbSizeInUseBytes() < bytes * 97 / 100) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  private static Status status(Kv kv) {
    return KvFutures.await(kv.status());
  }

  private static long count(Kv kv, String prefix) {
    return KvFutures.await(kv.range(Range.prefix(prefix).countOnly())).count();
  }

  private static void assertNoSpace(Throwable thrown) {
    assertThat(thrown).isInstanceOf(KvException.class);
    assertThat(((KvException) thrown).kind()).isEqualTo(KvException.Kind.NO_SPACE);
  }

  /** What {@code docs/when-it-is-full.md} says to do. */
  private static void free(EtcdServer etcd, Kv kv) {
    Range junk = Range.prefix(JUNK);
    Txn removal = Txn.always(List.of(new Op.DeleteRange(junk.from(), junk.toExclusive())));
    long revision = KvFutures.await(kv.txn(removal)).revision();
    try (EtcdAdmin admin = new EtcdAdmin(etcd.endpoint())) {
      admin.free(revision);
      assertThat(admin.disarm()).isEqualTo(1);
    }
  }

  @Test
  void whatAFullDatabaseRefusesIsStoredOnceThereIsRoom() {
    IngestLimits limits = new IngestLimits(0, QUOTA, 80);
    try (EtcdServer etcd = EtcdServer.launch("--quota-backend-bytes=" + QUOTA);
        Kv kv = new EtcdKv(etcd.config())) {
      fill(kv, QUOTA * 82 / 100);
      assertThatThrownBy(() -> ingest(kv, limits))
          .isInstanceOf(IngestRefusedException.class)
          .hasMessageContaining("of a quota of " + QUOTA);
      assertThat(count(kv, keys.queue(CLUSTER))).isZero();
      assertThat(status(kv).alarms()).isEmpty();

      assertThatThrownBy(() -> ingest(kv, IngestLimits.NONE))
          .satisfies(DatabaseFullIT::assertNoSpace);
      assertThat(status(kv).alarms()).containsExactly("NOSPACE");
      long published = count(kv, keys.queue(CLUSTER));
      assertThat(published).as("refused in mid-chunk").isPositive().isLessThan(GPUS);
      assertThatThrownBy(() -> ingest(kv, limits))
          .isInstanceOf(IngestRefusedException.class)
          .hasMessageContaining("NOSPACE");
      assertThatThrownBy(() -> drain(kv)).satisfies(DatabaseFullIT::assertNoSpace);
      assertThat(count(kv, keys.queue(CLUSTER))).isEqualTo(published);
      assertThat(count(kv, "/telemetry/attempts/")).isZero();

      free(etcd, kv);
      long added = drain(kv).added();
      assertThat(added).isPositive();
      assertThat(ingest(kv, limits).accepted()).isEqualTo(GPUS * SAMPLES);
      added += drain(kv).added();

      assertThat(added).isEqualTo(GPUS * SAMPLES);
      assertThat(StoreContents.of(kv, CLUSTER)).hasSize(GPUS);
      assertThat(count(kv, keys.queue(CLUSTER))).isZero();
      assertThat(count(kv, "/telemetry/deadletter/")).isZero();
    }
  }
}
