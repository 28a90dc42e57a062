package nexus.telemetry.kv.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvContract;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The twin behaves as etcd does, and by its own clock. */
class InMemoryKvTest extends KvContract {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InMemoryKv kv = new InMemoryKv(now::get);

  @AfterEach
  void close() {
    kv.close();
  }

  @Override
  protected Kv kv() {
    return kv;
  }

  @Override
  protected Kv anotherKv() {
    return new InMemoryKv(now::get);
  }

  @Override
  protected void compact(long revision) {
    kv.compact(revision);
  }

  @Override
  protected void end(long leaseId, long ttlSeconds) {
    now.updateAndGet(time -> time.plusSeconds(ttlSeconds));
    kv.expireLeases();
  }

  @Test
  void anEmptyStoreIsAtRevisionOne() {
    assertThat(KvFutures.await(kv.status()).revision()).isEqualTo(1);
  }

  @Test
  void aLeaseLastsUntilItsLastInstant() {
    long lease = KvFutures.await(kv.grantLease(10));
    commit(Txn.always(List.of(Op.put(key("a"), bytes("1"), lease))));

    now.updateAndGet(time -> time.plusSeconds(10).minusNanos(1));
    assertThat(get("a")).isNotNull();
    now.updateAndGet(time -> time.plusNanos(1));
    assertThat(get("a")).isNull();
  }

  @Test
  void leasesEndInTheOrderOfTheirTimes() {
    long later = KvFutures.await(kv.grantLease(20));
    long sooner = KvFutures.await(kv.grantLease(10));
    commit(Txn.always(List.of(Op.put(key("later"), bytes("1"), later))));
    long put = commit(Txn.always(List.of(Op.put(key("sooner"), bytes("1"), sooner)))).revision();

    end(later, 20);

    assertThat(read(Range.key(key("sooner")).at(put + 1)).count()).isZero();
    assertThat(read(Range.key(key("later")).at(put + 1)).count()).isEqualTo(1);
    assertThat(read(Range.key(key("later")).at(put + 2)).count()).isZero();
  }

  @Test
  void aValueChangedByItsOwnerAfterThePutIsNotStored() {
    byte[] value = bytes("1");
    commit(Txn.always(List.of(Op.put(key("a"), value))));

    value[0] = '2';

    assertThat(text(get("a"))).isEqualTo("1");
  }

  @Test
  void compactionMakesRoomInAFullStore() {
    InMemoryKv small = new InMemoryKv(now::get, 100);
    Txn put = Txn.always(List.of(Op.put("a", new byte[60])));
    KvFutures.await(small.txn(put));
    long last = KvFutures.await(small.txn(put)).revision();

    assertThat(failure(small.txn(put))).isEqualTo(KvException.Kind.NO_SPACE);
    assertThat(KvFutures.await(small.status()).alarms()).containsExactly("NOSPACE");
    KvFutures.await(small.txn(Txn.always(List.of(Op.delete("b")))));

    small.compact(last);
    assertThat(KvFutures.await(small.status()).alarms()).isEmpty();
    assertThat(KvFutures.await(small.txn(put)).succeeded()).isTrue();
    small.close();
  }

  @Test
  void compactionForgetsRemovedKeys() {
    put("a", "1");
    long removed = commit(Txn.always(List.of(Op.delete(key("a"))))).revision();

    kv.compact(removed);

    assertThat(KvFutures.await(kv.status()).dbSizeBytes()).isZero();
  }

  @Test
  void aRevisionIsCompactedOnceAndNeverAheadOfTime() {
    long last = put("a", "1");
    kv.compact(last);

    assertThat(catchThrowableOfType(KvException.class, () -> kv.compact(last)).kind())
        .isEqualTo(KvException.Kind.COMPACTED);
    assertThat(catchThrowableOfType(KvException.class, () -> kv.compact(last + 1)).kind())
        .isEqualTo(KvException.Kind.COMPACTED);
  }
}
