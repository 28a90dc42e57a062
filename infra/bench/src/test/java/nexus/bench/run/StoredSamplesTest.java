package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import nexus.local.LocalFailure;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.store.DrainCounters;
import org.junit.jupiter.api.Test;

class StoredSamplesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(InstantSource.system());

  @Test
  void partitionsAreAddedUp() throws InterruptedException {
    put("prod", "00", 5);
    try (StoredSamples stored = new StoredSamples(kv, keys.drainCounters("prod"))) {
      assertThat(stored.sum()).isEqualTo(5);

      put("other", "00", 100);
      put("prod", "00", 8);
      put("prod", "01", 4);

      stored.await(12, PATIENCE);
      assertThat(stored.sum()).isEqualTo(12);
    }
  }

  @Test
  void lateSamplesAreWaitedFor() throws InterruptedException {
    try (StoredSamples stored = new StoredSamples(kv, keys.drainCounters("prod"))) {
      CompletableFuture<Void> later = CompletableFuture.runAsync(() -> put("prod", "00", 7));

      stored.await(7, PATIENCE);

      later.join();
      assertThat(stored.sum()).isEqualTo(7);
    }
  }

  @Test
  void tooFewAndTooManyAreFailures() {
    put("prod", "00", 5);
    try (StoredSamples stored = new StoredSamples(kv, keys.drainCounters("prod"))) {
      assertThatThrownBy(() -> stored.await(6, Duration.ZERO))
          .isInstanceOf(LocalFailure.class)
          .hasMessage("only 5 of 6 samples are stored");
      assertThatThrownBy(() -> stored.await(4, PATIENCE))
          .isInstanceOf(LocalFailure.class)
          .hasMessage("5 samples are stored, and not 4");
    }
  }

  private void put(String cluster, String partition, long added) {
    byte[] counters = new DrainCounters(added, 0, 0, 0).encode();
    Op put = Op.put(keys.drainCounter(cluster, partition), counters);
    KvFutures.await(kv.txn(Txn.always(List.of(put))));
  }
}
