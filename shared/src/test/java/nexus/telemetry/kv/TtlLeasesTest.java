package nexus.telemetry.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import org.junit.jupiter.api.Test;

class TtlLeasesTest {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InMemoryKv store = new InMemoryKv(now::get);
  private final FaultyKv kv = new FaultyKv(store);
  private final TtlLeases leases = new TtlLeases(kv, now::get);

  private void pass(long millis) {
    now.updateAndGet(time -> time.plusMillis(millis));
  }

  private boolean there(String key) {
    return KvFutures.await(store.range(Range.key(key))).count() == 1;
  }

  private void put(String key, long lease) {
    KvFutures.await(store.txn(Txn.always(List.of(Op.put(key, new byte[0], lease)))));
  }

  @Test
  void keysOfABucketShareALease() {
    long first = leases.leaseFor(100);
    pass(9_999);
    assertThat(leases.leaseFor(100)).isEqualTo(first);
    pass(1);
    assertThat(leases.leaseFor(100)).isNotEqualTo(first);
  }

  @Test
  void eachTtlHasItsOwnLease() {
    assertThat(leases.leaseFor(100)).isNotEqualTo(leases.leaseFor(200));
  }

  @Property(tries = 200)
  void noKeyLivesShorterThanItsTtlNorMuchLonger(
      @ForAll @LongRange(min = 1, max = 100_000) long ttl,
      @ForAll @IntRange(max = 20_000) int beforeMillis,
      @ForAll @IntRange(max = 20_000) int laterMillis,
      @ForAll @IntRange(max = 1_000) int lateMillis) {
    leases.leaseFor(ttl);
    pass(beforeMillis);
    leases.leaseFor(ttl);
    pass(laterMillis);
    long lease = leases.leaseFor(ttl);
    pass(lateMillis);
    put("a", lease);

    pass(ttl * 1000 - 1);
    assertThat(there("a")).isTrue();
    pass(2 * Math.max(1, ttl / 10) * 1000 + 1);
    assertThat(there("a")).isFalse();
  }

  @Test
  void aLeaseThatIsGoneIsForgotten() {
    long gone = leases.leaseFor(100);
    long other = leases.leaseFor(200);
    KvFutures.await(store.revokeLease(gone));

    leases.forget(gone);

    assertThat(leases.leaseFor(100)).isNotEqualTo(gone);
    assertThat(leases.leaseFor(200)).isEqualTo(other);
    put("a", leases.leaseFor(100));
  }

  @Test
  void aGrantThatFailedIsTriedAnew() {
    kv.onStep(
        FaultyKv.atStep(1, () -> new KvException(KvException.Kind.UNAVAILABLE, "away", null)));

    CompletableFuture<Long> first = CompletableFuture.supplyAsync(() -> leases.leaseFor(100));
    assertThat(KvContract.failure(first)).isEqualTo(KvException.Kind.UNAVAILABLE);
    assertThat(leases.leaseFor(100)).isPositive();
  }

  @Test
  void racersShareOneLease() {
    List<Long> granted =
        IntStream.range(0, 64).parallel().mapToObj(i -> leases.leaseFor(100)).toList();

    assertThat(granted).containsOnly(granted.get(0));
  }

  @Test
  void aTtlIsASecondOrMore() {
    assertThatIllegalArgumentException().isThrownBy(() -> leases.leaseFor(0));
  }
}
