package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.jetcd.EmptyEtcd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The expiry on a real etcd, whose leases end by themselves. */
final class EtcdExpiryIT extends ExpiryContract {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final EmptyEtcd ETCD = new EmptyEtcd();

  @Override
  Kv kv() {
    return ETCD.kv();
  }

  /** The drainers' clock stands still: it is etcd's that ends the wait. */
  @Test
  void aShortRetentionIsSweptWhenItsLeaseEnds() {
    Kv kv = kv();
    clock.advance(Duration.between(clock.instant(), NOW));
    send(kv, now() - 2 * HOUR);
    drain(kv, keeping(2_000), LIMITS);
    send(kv, now());
    drain(kv, keeping(2_000), LIMITS);
    assertThat(stored(kv)).hasSize(2);
    long end = System.nanoTime() + PATIENCE.toNanos();

    for (long i = 1; stored(kv).contains(now() - 2 * HOUR); i++) {
      assertThat(System.nanoTime()).isLessThan(end);
      send(kv, now() + i);
      drain(kv, keeping(2_000), LIMITS);
    }

    assertThat(stored(kv)).contains(now());
    assertThat(value(kv, keys.expired(CLUSTER))).isEqualTo("" + (now() - HOUR));
  }
}
