package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetriesTest {

  private final Retries retries = new Retries(time -> {});

  private static Refused refused(int status, String retryAfter) {
    return Refused.of("http://a", status, retryAfter, "{\"error\":{\"message\":\"no\"}}");
  }

  @Test
  void serverSaysAfterHowLong() {
    assertThat(retries.after(refused(429, "5"))).isEqualTo(Duration.ofSeconds(5));
    assertThat(retries.after(refused(503, null))).isEqualTo(Duration.ofSeconds(1));
    assertThat(retries.after(refused(503, "Wed, 21 Oct 2026 07:28:00 GMT")))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatCannotPassIsNotTriedAgain() {
    Refused bad = refused(400, null);

    assertThatThrownBy(() -> retries.after(bad)).isSameAs(bad);
  }

  @Test
  void waitingEndsAfterFiveMinutes() {
    for (int i = 0; i < 5; i++) {
      retries.after(refused(503, "60"));
    }
    assertThatThrownBy(() -> retries.after(refused(503, "1"))).isInstanceOf(Refused.class);
  }

  @Test
  void tryingEndsAfterTwentyTimes() {
    for (int i = 0; i < Retries.MOST; i++) {
      retries.after(new BrokenConnection("broke", null));
    }
    assertThatThrownBy(() -> retries.after(refused(503, "0"))).isInstanceOf(Refused.class);
  }
}
