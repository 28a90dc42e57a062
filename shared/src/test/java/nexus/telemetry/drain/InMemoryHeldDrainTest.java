package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The same on the in-memory twin, with faults at every step of the third drain. */
final class InMemoryHeldDrainTest extends HeldDrainContract {

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }

  @Test
  void aLeaseThatWouldNotLastIsReplacedByAnother() {
    Kv kv = kv();
    try (Running running = new Running(kv)) {
      for (int i = 0; i < 20; i++) {
        running.publishAndTell(Samples.series(gpu(i % 3, 0), T0 + i * 15_000L, 15_000, 1));
        assertThat(running.drain().messages()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(9));
      }
      long leases = running.requests.stream().filter(Long.class::isInstance).count();
      assertThat(leases).isBetween(5L, 11L);
    }
    assertThat(counters(kv).added()).isEqualTo(60);
  }

  @Test
  void answerLostAtAnyStepLosesNothingAndDoublesNothing() {
    assertFaultAtAnyStepIsHarmless(() -> new KvException(KvException.Kind.TIMEOUT, "lost", null));
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
      Kv kv = kv();
      List<GpuSamples> published = new ArrayList<>();
      boolean[] struck = {false};
      try (Running running = new Running(kv)) {
        for (int i = 0; i < 4; i++) {
          List<GpuSamples> scrape = fleet(2, T0 + i * 15_000L, 1);
          published.addAll(scrape);
          running.publishAndTell(scrape.toArray(GpuSamples[]::new));
          if (i == 2) {
            running.faulty.onStep(
                FaultyKv.atStep(
                    step,
                    () -> {
                      struck[0] = true;
                      return fault.get();
                    }));
          }
          drainWhateverHappens(running);
        }
        running.faulty.heal();
        for (int i = 0; i < 2; i++) {
          running.drain();
        }
      }
      String when = "fault at step " + step;
      assertThat(StoreContents.of(kv, CLUSTER))
          .as(when)
          .isEqualTo(StoreContents.expected(published));
      assertThat(count(kv, "/telemetry/queue/")).as(when).isZero();
      assertThat(counters(kv).added()).as(when).isEqualTo(4 * 2 * 8 * 3);
      assertThat(counters(kv).unchanged() + counters(kv).overwritten()).as(when).isZero();
      reached = struck[0];
    }
    assertThat(step).isGreaterThan(3);
  }

  private static void drainWhateverHappens(Running running) {
    try {
      running.drain();
    } catch (KvException e) {
      assertThat(e.retryable()).isTrue();
    }
  }
}
