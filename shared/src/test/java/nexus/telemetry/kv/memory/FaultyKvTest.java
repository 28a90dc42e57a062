package nexus.telemetry.kv.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import nexus.telemetry.kv.KvContract;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import org.junit.jupiter.api.Test;

class FaultyKvTest {

  private static final Txn PUT = Txn.always(List.of(Op.put("a", new byte[] {1})));

  private final InMemoryKv store = new InMemoryKv(InstantSource.system());
  private final FaultyKv kv = new FaultyKv(store);

  private long stored() {
    return KvFutures.await(store.range(Range.key("a"))).count();
  }

  private static KvException lost() {
    return new KvException(KvException.Kind.TIMEOUT, "answer lost", null);
  }

  @Test
  void aFaultBeforeAppliesNothing() {
    kv.onStep(FaultyKv.atStep(1, FaultyKvTest::lost));

    assertThat(KvContract.failure(kv.txn(PUT))).isEqualTo(KvException.Kind.TIMEOUT);
    assertThat(stored()).isZero();
  }

  @Test
  void aFaultAfterLosesTheAnswerAlone() {
    kv.onStep(FaultyKv.atStep(2, FaultyKvTest::lost));

    assertThat(KvContract.failure(kv.txn(PUT))).isEqualTo(KvException.Kind.TIMEOUT);
    assertThat(stored()).isEqualTo(1);
    kv.heal();
    KvFutures.await(kv.txn(PUT));
  }

  @Test
  void aCrashIsThrownByTheCallItself() {
    kv.onStep(FaultyKv.atStep(2, () -> new FaultyKv.Crash("after the commit")));

    assertThatThrownBy(() -> kv.txn(PUT)).isInstanceOf(FaultyKv.Crash.class);
    assertThat(stored()).isEqualTo(1);
  }
}
