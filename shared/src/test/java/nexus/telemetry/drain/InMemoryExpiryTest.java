package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.store.StoredTimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expiry on the in-memory twin, with faults at every step of a sweep. */
final class InMemoryExpiryTest extends ExpiryContract {

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }

  /** A lease of a day, or of the retention where that is shorter. */
  @ParameterizedTest
  @CsvSource({
    "604800, 86399, false",
    "604800, 86400, true",
    "7200, 7199, false",
    "7200, 7200, true"
  })
  void theWaitIsADayOrTheRetention(long retentionSeconds, long passed, boolean swept) {
    InMemoryKv kv = new InMemoryKv(clock);
    DrainOptions options = keeping(retentionSeconds * 1_000);
    store(kv);
    send(kv, now() + 1);
    drain(kv, options, LIMITS);
    clock.advance(Duration.ofSeconds(passed));
    send(kv, now() + 2);
    drain(kv, options, LIMITS);

    assertThat(value(kv, keys.expired(CLUSTER)).isEmpty()).isNotEqualTo(swept);
  }

  /** A cluster that scrapes once an hour for a month. */
  @Test
  void aLiveClusterKeepsItsRetentionAndAtMostTwoDaysMore() {
    InMemoryKv kv = new InMemoryKv(clock);
    clock.advance(Duration.between(clock.instant(), NOW));
    try (Drainer drainer = new Drainer(kv, keys, keeping(WEEK), clock)) {
      for (int hour = 0; hour < 30 * 24; hour++) {
        send(kv, clock.millis());
        drainer.drain(CLUSTER, LIMITS);
        long oldest = stored(kv).iterator().next();
        assertThat(clock.millis() - oldest).isLessThanOrEqualTo(WEEK + 2 * DAY + 2 * HOUR);
        if (hour > 7 * 24) {
          assertThat(clock.millis() - oldest).isGreaterThanOrEqualTo(WEEK);
        }
        clock.advance(Duration.ofHours(1));
      }
    }
  }

  /**
   * Stores samples that are marked, whose wait has ended, and a newer one that sets off a sweep.
   */
  private void makeDue(InMemoryKv kv) {
    store(kv);
    send(kv, now() + 1);
    drain(kv, Duration.ZERO);
    endWait(kv);
    send(kv, now() + 2);
  }

  /** Another drainer lowers the mark between a sweeper's look and its decision. */
  @Test
  void aSweeperWhoseMarkIsLoweredMeanwhileSweepsNothing() {
    InMemoryKv kv = new InMemoryKv(clock);
    makeDue(kv);
    FaultyKv racing = new FaultyKv(kv);
    racing.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE)
              && puts((Txn) step.request(), keys.expired(CLUSTER))) {
            put(kv, keys.expiring(CLUSTER), StoredTimes.encode(now() - 2 * WEEK));
          }
        });

    drain(racing, Duration.ZERO);

    assertThat(stored(kv)).hasSize(SAMPLES + 2);
    assertThat(value(kv, keys.expired(CLUSTER))).isEmpty();
  }

  private static boolean puts(Txn txn, String key) {
    return txn.then().stream().anyMatch(op -> op instanceof Op.Put put && put.key().equals(key));
  }

  @Test
  void everyRemovalIsConditionalOnTheMark() {
    InMemoryKv kv = new InMemoryKv(clock);
    makeDue(kv);
    FaultyKv watched = new FaultyKv(kv);
    List<Txn> removals = Collections.synchronizedList(new ArrayList<>());
    watched.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE)
              && ((Txn) step.request()).then().stream().anyMatch(Op.DeleteRange.class::isInstance)
              && ((Txn) step.request()).then().toString().contains("/data/")) {
            removals.add((Txn) step.request());
          }
        });

    drain(watched, Duration.ZERO);

    assertThat(removals).isNotEmpty();
    for (Txn removal : removals) {
      assertThat(removal.conditions()).extracting(Compare::key).contains(keys.expiring(CLUSTER));
    }
  }

  /**
   * The process dies at step n of a sweep, for every n. Whatever was removed by then, it is known
   * to be; and the next drain finishes the sweep.
   */
  @Test
  void aSweepThatDiesAnywhereIsFinishedAndNeverHidden() {
    boolean reached = true;
    int steps = 0;
    while (reached) {
      steps++;
      InMemoryKv kv = new InMemoryKv(clock);
      makeDue(kv);
      reached = dies(kv, steps);
      if (stored(kv).size() < SAMPLES) {
        assertThat(value(kv, keys.expired(CLUSTER))).isEqualTo("" + (now() - WEEK));
      }
      clock.advance(Duration.ofMinutes(5));
      kv.expireLeases();
      send(kv, now() + HOUR + 1);
      drain(kv, Duration.ZERO);
      assertThat(stored(kv)).containsAll(since(WEEK));
      assertThat(value(kv, keys.expired(CLUSTER))).isEqualTo("" + (now() - WEEK));
      assertThat(stored(kv)).as("died at step " + steps).noneMatch(time -> time < now() - WEEK);
    }
    assertThat(steps).isGreaterThan(10);
  }

  private boolean dies(Kv kv, int step) {
    boolean[] struck = {false};
    FaultyKv faulty = new FaultyKv(kv);
    faulty.onStep(
        FaultyKv.atStep(
            step,
            () -> {
              struck[0] = true;
              return new FaultyKv.Crash("here");
            }));
    try {
      drain(faulty, Duration.ZERO);
    } catch (FaultyKv.Crash | IllegalStateException died) {
      assertThat(struck[0]).isTrue();
    }
    return struck[0];
  }

  @Test
  void whoStoresNothingNewerAsksNothing() {
    InMemoryKv kv = new InMemoryKv(clock);
    store(kv);
    FaultyKv watched = new FaultyKv(kv);
    List<String> asked = new ArrayList<>();
    watched.onStep(step -> asked.add(String.valueOf(step.request())));
    try (Drainer drainer = new Drainer(watched, keys, keeping(WEEK), clock)) {
      send(kv, now() + 1);
      drainer.drain(CLUSTER, LIMITS);
      assertThat(asked).anyMatch(one -> one.contains(keys.expiring(CLUSTER)));
      asked.clear();
      for (int i = 2; i < 20; i++) {
        send(kv, now() + i);
        send(kv, now() - 2 * WEEK + i);
        drainer.drain(CLUSTER, LIMITS);
      }
    }
    assertThat(asked).isNotEmpty().noneMatch(one -> one.contains(keys.expiring(CLUSTER)));
  }
}
