package nexus.telemetry.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final List<Duration> waits = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();

  private Retry retry(int attempts, Duration total) {
    return new Retry(
        attempts,
        Duration.ofMillis(100),
        total,
        now::get,
        wait -> {
          waits.add(wait);
          now.updateAndGet(time -> time.plus(wait));
        });
  }

  /** Fails so many times, each taking a second, then answers. */
  private CompletableFuture<String> call(int failures, KvException.Kind kind) {
    now.updateAndGet(time -> time.plusSeconds(1));
    return calls.incrementAndGet() <= failures
        ? CompletableFuture.failedFuture(new KvException(kind, "failure " + calls, null))
        : CompletableFuture.completedFuture("answer");
  }

  @ParameterizedTest
  @EnumSource(
      value = KvException.Kind.class,
      names = {"UNAVAILABLE", "TIMEOUT", "OVERLOADED"})
  void aFailureThatPassesIsRepeated(KvException.Kind kind) {
    String answer = retry(5, Duration.ofMinutes(1)).ofRepeatable(() -> call(3, kind));

    assertThat(answer).isEqualTo("answer");
    assertThat(calls).hasValue(4);
    assertThat(waits).hasSize(3);
    for (int i = 0; i < waits.size(); i++) {
      assertThat(waits.get(i)).isBetween(Duration.ZERO, Duration.ofMillis(100L << i));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KvException.Kind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNAVAILABLE", "TIMEOUT", "OVERLOADED"})
  void aFailureThatStaysIsNot(KvException.Kind kind) {
    assertThatThrownBy(() -> retry(5, Duration.ofMinutes(1)).ofRepeatable(() -> call(9, kind)))
        .hasMessage("failure 1");
    assertThat(waits).isEmpty();
  }

  @Test
  void attemptsAreBounded() {
    assertThatThrownBy(
            () ->
                retry(3, Duration.ofMinutes(1))
                    .ofRepeatable(() -> call(9, KvException.Kind.UNAVAILABLE)))
        .hasMessage("failure 3");
    assertThat(waits).hasSize(2);
  }

  @Test
  void timeIsBounded() {
    assertThatThrownBy(
            () ->
                retry(100, Duration.ofMillis(2_500))
                    .ofRepeatable(() -> call(99, KvException.Kind.UNAVAILABLE)))
        .isInstanceOf(KvException.class);
    assertThat(calls.get()).isBetween(2, 3);
  }

  @Test
  void anInterruptEndsTheWait() {
    Retry interrupted =
        new Retry(
            5,
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            now::get,
            wait -> {
              throw new InterruptedException();
            });

    assertThatThrownBy(() -> interrupted.ofRepeatable(() -> call(9, KvException.Kind.UNAVAILABLE)))
        .hasMessage("failure 1");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void noAttemptAtAllIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> retry(0, Duration.ZERO));
  }
}
