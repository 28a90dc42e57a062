package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PaceTest {

  private final Pace pace = new Pace(TimeUnit.SECONDS.toNanos(30), 1_000);

  @Test
  void nobodyIsTooSlowWithinTheGrace() {
    pace.waited(TimeUnit.SECONDS.toNanos(30));

    assertThat(pace.isTooSlow()).isFalse();
  }

  @Test
  void whoIsWaitedForLongerMustKeepToTheLeastRate() {
    pace.waited(TimeUnit.SECONDS.toNanos(40));
    pace.moved(39_999);
    assertThat(pace.isTooSlow()).isTrue();

    pace.moved(1);
    assertThat(pace.isTooSlow()).isFalse();
  }

  @Test
  void whatWasSentFastEarlierCounts() {
    pace.moved(1_000_000);
    pace.waited(TimeUnit.SECONDS.toNanos(999));
    assertThat(pace.isTooSlow()).isFalse();
    pace.waited(TimeUnit.SECONDS.toNanos(2));
    assertThat(pace.isTooSlow()).isTrue();
  }
}
