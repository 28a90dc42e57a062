package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;

/** The drain on the in-memory twin, with faults at every step of it. */
final class InMemoryDrainTest extends DrainContract {

  private static final int FAR_MORE_STEPS_THAN_A_DRAIN_HAS = 400;

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }

  private List<GpuSamples> publishTwice(Kv kv) {
    List<GpuSamples> published = new ArrayList<>(fleet(3, T0, 3));
    publish(kv, published.toArray(GpuSamples[]::new));
    List<GpuSamples> later = List.of(Samples.series(gpu(1, 3), T0 + 15_000, 30_000, 3));
    publish(kv, later.get(0));
    published.addAll(later);
    return published;
  }

  /** The process dies at step n, for every n; another drainer takes over once the claims ended. */
  @Test
  void crashBetweenAnyTwoStepsLosesNothingAndDoublesNothing() {
    int crashes = 0;
    for (int step = 1; step < FAR_MORE_STEPS_THAN_A_DRAIN_HAS; step++) {
      InMemoryKv kv = new InMemoryKv(clock);
      List<GpuSamples> published = publishTwice(kv);
      if (!crashesAt(step, kv)) {
        break;
      }
      crashes++;
      clock.advance(Duration.ofMinutes(5));
      kv.expireLeases();
      drain(kv);
      assertAllStoredOnce(kv, published, "crash at step " + step);
    }
    assertThat(crashes).isGreaterThan(10).isLessThan(FAR_MORE_STEPS_THAN_A_DRAIN_HAS - 1);
  }

  private boolean crashesAt(int step, Kv kv) {
    FaultyKv faulty = new FaultyKv(kv);
    int[] steps = {0};
    boolean[] crashed = {false};
    faulty.onStep(
        at -> {
          if (++steps[0] >= step) {
            crashed[0] = true;
            throw new FaultyKv.Crash("at step " + step);
          }
        });
    try {
      drain(faulty, options(1), DrainLimits.DEFAULT);
    } catch (FaultyKv.Crash | IllegalStateException e) {
      assertThat(crashed[0]).isTrue();
    }
    return crashed[0];
  }

  @Test
  void answerLostAtAnyStepLosesNothingAndDoublesNothing() {
    assertFaultAtAnyStepIsHarmless(
        () -> new KvException(KvException.Kind.TIMEOUT, "answer lost", null));
  }

  @Test
  void etcdAwayAtAnyStepLosesNothingAndDoublesNothing() {
    assertFaultAtAnyStepIsHarmless(
        () -> new KvException(KvException.Kind.UNAVAILABLE, "etcd is away", null));
  }

  private void assertFaultAtAnyStepIsHarmless(Supplier<KvException> fault) {
    boolean reached = true;
    int step = 0;
    while (reached) {
      step++;
      InMemoryKv kv = new InMemoryKv(clock);
      List<GpuSamples> published = publishTwice(kv);
      boolean[] struck = {false};
      FaultyKv faulty = new FaultyKv(kv);
      faulty.onStep(
          FaultyKv.atStep(
              step,
              () -> {
                struck[0] = true;
                return fault.get();
              }));
      drainWhateverHappens(faulty);
      drain(kv);
      assertAllStoredOnce(kv, published, fault.get().getMessage() + " at step " + step);
      reached = struck[0];
    }
    assertThat(step).isGreaterThan(10);
  }

  private void drainWhateverHappens(Kv kv) {
    try {
      drain(kv, options(1), DrainLimits.DEFAULT);
    } catch (KvException e) {
      assertThat(e.retryable()).isTrue();
    }
  }

  private void assertAllStoredOnce(Kv kv, List<GpuSamples> published, String when) {
    var expected = StoreContents.expected(published);
    assertThat(StoreContents.of(kv, CLUSTER)).as(when).isEqualTo(expected);
    assertThat(count(kv, "/telemetry/queue/")).as(when).isZero();
    long distinct = expected.values().stream().mapToLong(series -> series.size()).sum();
    long samples = published.stream().mapToLong(GpuSamples::size).sum();
    assertThat(counters(kv).added()).as(when).isEqualTo(distinct);
    assertThat(counters(kv).overwritten() + counters(kv).unchanged())
        .as(when)
        .isEqualTo(samples - distinct);
  }

  @Test
  void drainThatCannotReachEtcdSaysSo() {
    FaultyKv away = new FaultyKv(kv());
    away.onStep(
        step -> {
          throw new KvException(KvException.Kind.UNAVAILABLE, "etcd is away", null);
        });

    assertThatThrownBy(() -> drain(away)).isInstanceOf(KvException.class);
  }
}
