package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;

/** What the retention removes, and when: with right clocks and wrong ones. */
abstract class ExpiryContract extends DrainFixture {

  static final long DAY = 24 * HOUR;
  static final long WEEK = 7 * DAY;
  static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

  /** A week and more of one sample every six hours, the newest of them now. */
  static final int SAMPLES = 30;

  private static final String SERIES = "host-1/0 " + Samples.UTIL;

  static DrainOptions keeping(long retentionMs) {
    return new DrainOptions("test", 1, 0, 100, 16, HOUR, retentionMs);
  }

  static long now() {
    return NOW.toEpochMilli();
  }

  /** One sample of the only series. */
  void send(Kv kv, long timeMs) {
    publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, timeMs, (double) (timeMs % 100)));
  }

  /** Stores the samples without any retention. */
  void store(Kv kv) {
    clock.advance(Duration.between(clock.instant(), NOW));
    for (int i = 0; i < SAMPLES; i++) {
      send(kv, now() - 6 * HOUR * i);
    }
    drain(kv);
  }

  /** Drains what was sent, by a drainer whose clock is off. */
  void drain(Kv kv, Duration off) {
    InstantSource wrong = Clock.offset(Clock.fixed(clock.instant(), ZoneOffset.UTC), off);
    try (Drainer drainer = new Drainer(kv, keys, keeping(WEEK), wrong)) {
      drainer.drain(CLUSTER, LIMITS);
    }
  }

  static Set<Long> stored(Kv kv) {
    return new TreeSet<>(StoreContents.of(kv, CLUSTER).get(SERIES).keySet());
  }

  /** Times of the samples that are at most this old, and of further ones. */
  static List<Long> since(long ageMs, Long... further) {
    List<Long> times = new ArrayList<>(List.of(further));
    for (int i = 0; i < SAMPLES && 6 * HOUR * i <= ageMs; i++) {
      times.add(now() - 6 * HOUR * i);
    }
    return times;
  }

  String value(Kv kv, String key) {
    return KvFutures.await(kv.range(Range.key(key))).entries().stream()
        .map(Entry::value)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .findFirst()
        .orElse("");
  }

  @Test
  void whatIsTooOldIsMarkedAndRemovedWhenItsWaitHasPassed() {
    Kv kv = kv();
    store(kv);
    send(kv, now() + 1);
    drain(kv, Duration.ZERO);
    assertThat(stored(kv)).hasSize(SAMPLES + 1);
    assertThat(value(kv, keys.expiring(CLUSTER))).isEqualTo("" + (now() - WEEK));
    assertThat(value(kv, keys.expired(CLUSTER))).isEmpty();

    send(kv, now() + 2);
    drain(kv, Duration.ZERO);
    assertThat(stored(kv)).hasSize(SAMPLES + 2);

    endWait(kv);
    send(kv, now() + 3);
    drain(kv, Duration.ZERO);
    assertThat(stored(kv)).hasSameElementsAs(since(WEEK, now() + 1, now() + 2, now() + 3));
    assertThat(value(kv, keys.expired(CLUSTER))).isEqualTo("" + (now() - WEEK));
    assertThat(value(kv, keys.expiring(CLUSTER))).isEmpty();
  }

  /** Also where it says that everything was removed up to a time that has not come. */
  @Test
  void whatWasRemovedIsPutAnewWhereItCannotBeRead() {
    for (String garbage : List.of("", "x", "9".repeat(40), "{}", "9999999999999")) {
      Kv kv = kv();
      store(kv);
      put(kv, keys.expired(CLUSTER), garbage);
      send(kv, now() + 1);
      drain(kv, Duration.ZERO);
      assertThat(value(kv, keys.expiring(CLUSTER))).isEqualTo("" + (now() - WEEK));

      endWait(kv);
      send(kv, now() + 2);
      drain(kv, Duration.ZERO);

      assertThat(stored(kv)).hasSameElementsAs(since(WEEK, now() + 1, now() + 2));
      assertThat(value(kv, keys.expired(CLUSTER))).isEqualTo("" + (now() - WEEK));
    }
  }

  @Test
  void aMarkThatCannotBeReadRemovesNothingAndIsPutAnew() {
    Kv kv = kv();
    store(kv);
    put(kv, keys.expiring(CLUSTER), "x");
    send(kv, now() + 1);
    drain(kv, Duration.ZERO);

    assertThat(stored(kv)).hasSize(SAMPLES + 1);
    assertThat(value(kv, keys.expiring(CLUSTER))).isEqualTo("" + (now() - WEEK));
  }

  /** No lease would end it: the day begins again, and ends. */
  @Test
  void aWaitThatSomebodyPutByHandBeginsAgain() {
    Kv kv = kv();
    store(kv);
    send(kv, now() + 1);
    drain(kv, Duration.ZERO);
    put(kv, keys.expiringWaits(CLUSTER), "garbage");

    send(kv, now() + 2);
    drain(kv, Duration.ZERO);

    assertThat(stored(kv)).hasSize(SAMPLES + 2);
    Entry waits =
        KvFutures.await(kv.range(Range.key(keys.expiringWaits(CLUSTER)))).entries().get(0);
    assertThat(waits.leaseId()).isNotZero();
    endWait(kv);
    send(kv, now() + 3);
    drain(kv, Duration.ZERO);
    assertThat(stored(kv)).hasSameElementsAs(since(WEEK, now() + 1, now() + 2, now() + 3));
  }

  @Test
  void aRowDatedADayAheadCostsNothing() {
    Kv kv = kv();
    store(kv);
    send(kv, now() + DAY);
    drain(kv, Duration.ZERO);
    endWait(kv);
    send(kv, now() + DAY + 1);
    drain(kv, Duration.ZERO);

    assertThat(stored(kv)).containsAll(since(WEEK));
  }

  @Test
  void aDrainerThirtyDaysFastCostsNothing() {
    Kv kv = kv();
    store(kv);
    send(kv, now() + 1);
    drain(kv, Duration.ofDays(30));
    endWait(kv);
    send(kv, now() + 2);
    drain(kv, Duration.ofDays(30));

    assertThat(stored(kv)).containsAll(since(WEEK));
  }

  /** The limit that both make is a day early: so is the sweep a day late, and then it is right. */
  @Test
  void bothAtOnceCostNothing() {
    Kv kv = kv();
    store(kv);
    send(kv, now() + DAY);
    drain(kv, Duration.ofDays(30));
    send(kv, now() + DAY - 1);
    drain(kv, Duration.ofDays(30));
    assertThat(stored(kv)).containsAll(since(WEEK)).hasSize(SAMPLES + 2);

    clock.advance(Duration.ofDays(1));
    endWait(kv);
    send(kv, now() + 2 * DAY);
    drain(kv, Duration.ofDays(30));

    assertThat(stored(kv)).containsAll(since(WEEK - DAY));
    assertThat(stored(kv).size()).isLessThan(SAMPLES);
  }

  @Test
  void aRightClockLowersWhatAWrongOneMarked() {
    Kv kv = kv();
    store(kv);
    send(kv, now() + DAY);
    drain(kv, Duration.ofDays(30));
    assertThat(value(kv, keys.expiring(CLUSTER))).isEqualTo("" + (now() + DAY - WEEK));

    send(kv, now() + DAY + 1);
    drain(kv, Duration.ZERO);
    assertThat(value(kv, keys.expiring(CLUSTER))).isEqualTo("" + (now() - WEEK));
    endWait(kv);
    send(kv, now() + DAY + 2);
    drain(kv, Duration.ofDays(30));

    assertThat(stored(kv)).containsAll(since(WEEK));
    assertThat(value(kv, keys.expired(CLUSTER))).isEqualTo("" + (now() - WEEK));
  }

  @Test
  void aMarkIsNeverRaisedAndWhatIsNewerWaitsAnew() {
    Kv kv = kv();
    store(kv);
    send(kv, now() + 1);
    drain(kv, Duration.ZERO);
    clock.advance(Duration.ofHours(20));
    send(kv, now() + 20 * HOUR);
    drain(kv, Duration.ZERO);
    assertThat(value(kv, keys.expiring(CLUSTER))).isEqualTo("" + (now() - WEEK));

    endWait(kv);
    send(kv, now() + 20 * HOUR + 1);
    drain(kv, Duration.ZERO);

    assertThat(value(kv, keys.expired(CLUSTER))).isEqualTo("" + (now() - WEEK));
    assertThat(value(kv, keys.expiring(CLUSTER))).isEqualTo("" + (now() + 20 * HOUR - WEEK));
    assertThat(count(kv, keys.expiringWaits(CLUSTER))).isEqualTo(1);
    assertThat(stored(kv)).containsAll(since(WEEK));
  }

  @Test
  void aSlowClockKeepsMoreAndRemovesNothing() {
    Kv kv = kv();
    store(kv);
    send(kv, now() + 1);
    drain(kv, Duration.ZERO);
    endWait(kv);
    send(kv, now() + 2);
    drain(kv, Duration.ofDays(-30));

    assertThat(stored(kv)).hasSize(SAMPLES + 2);
  }
}
