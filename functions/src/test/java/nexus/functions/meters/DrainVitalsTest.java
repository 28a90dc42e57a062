package nexus.functions.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DrainVitalsTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final DrainVitals vitals = new DrainVitals(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private boolean standsStill() {
    return vitals.state().orElseThrow().standsStill();
  }

  @Test
  void nothingIsKnownOfADrainThatNeverBegan() {
    assertThat(vitals.state()).isEmpty();
  }

  @Test
  void itStandsStillAfterFiveIntervalsWithoutADrain() {
    vitals.begin(Duration.ofMinutes(2));
    pass(Duration.ofMinutes(10));
    assertThat(standsStill()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(standsStill()).isTrue();

    vitals.drained();
    assertThat(standsStill()).isFalse();
    assertThat(vitals.state().orElseThrow().lastDrainAgeMs()).isZero();
  }

  @Test
  void butNotWithinAMinute() {
    vitals.begin(Duration.ofSeconds(1));
    pass(Duration.ofMinutes(1));
    assertThat(standsStill()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(standsStill()).isTrue();
  }

  @Test
  void aThreadThatEndedStandsStillAtOnce() {
    vitals.begin(Duration.ofSeconds(1));
    vitals.end();

    assertThat(standsStill()).isTrue();
    assertThat(vitals.state().orElseThrow().running()).isFalse();
  }
}
