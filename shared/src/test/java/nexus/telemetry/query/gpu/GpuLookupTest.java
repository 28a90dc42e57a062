package nexus.telemetry.query.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.gpu.GpuLookup.Found;
import nexus.telemetry.store.UuidPointer;
import nexus.telemetry.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A GPU is found by its UUID with and without {@code GPU-}, whichever is stored. */
class GpuLookupTest {

  private static final String CLUSTER = "c1";
  private static final String OLD = "5fd4f087-86f3-7a43-b711-4771313afc50";
  private static final String NEW = "11111111-86f3-7a43-b711-4771313afc50";
  private static final String BOTH = "22222222-86f3-7a43-b711-4771313afc50";

  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Kv kv = new InMemoryKv(new SettableClock(Instant.EPOCH));

  @BeforeEach
  void store() {
    put(OLD, "1");
    put("GPU-" + NEW, "2");
    put(BOTH, "3");
    put("GPU-" + BOTH, "4");
  }

  private void put(String uuid, String index) {
    byte[] pointer = new UuidPointer(new GpuId("n1", index), List.of()).encode();
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(keys.uuid(CLUSTER, uuid), pointer)))));
  }

  private Found find(Optional<String> host, String gpu) {
    return new GpuLookup(kv, keys, CLUSTER, 0).find(GpuReference.parse(host, Optional.of(gpu)));
  }

  private String found(String gpu) {
    Found found = find(Optional.empty(), gpu);
    return found.places().get(0).alias() + " " + found.uuid().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GPU-"})
  void whatIsStoredByOneSpellingIsFoundByBoth(String beginning) {
    assertThat(found(beginning + OLD)).isEqualTo("n1/1 " + OLD);
    assertThat(found(beginning + NEW)).isEqualTo("n1/2 GPU-" + NEW);
    assertThat(found(beginning + OLD + ".3")).isEqualTo("n1/1.3 " + OLD);
    assertThat(found(beginning + NEW + ".1.0")).isEqualTo("n1/2.1.0 GPU-" + NEW);
    assertThat(find(Optional.of("n1"), beginning + NEW).places())
        .containsExactly(new GpuId("n1", "2"));
  }

  @Test
  void whatIsStoredByBothIsFoundByItsOwn() {
    assertThat(found(BOTH)).isEqualTo("n1/3 " + BOTH);
    assertThat(found("GPU-" + BOTH)).isEqualTo("n1/4 GPU-" + BOTH);
  }

  @Test
  void aPartOfAUuidFindsNothing() {
    assertThatThrownBy(() -> found(OLD.substring(1))).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> found("MIG-" + OLD)).isInstanceOf(NotFoundException.class);
  }
}
