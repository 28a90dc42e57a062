package nexus.functions.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import nexus.functions.api.health.DrainCheck.Found;
import nexus.functions.meters.DrainVitals.State;
import nexus.telemetry.query.stats.QueueQuery.Waiting;
import org.junit.jupiter.api.Test;

final class DrainCheckTest {

  private static final State STILL = new State(true, 61_000, 60_000);
  private static final State ALIVE = new State(true, 59_000, 60_000);
  private static final State ENDED = new State(false, 10, 60_000);
  private static final Optional<Waiting> SOME = Optional.of(new Waiting(12, 70_000));
  private static final Optional<Waiting> NONE = Optional.of(new Waiting(0, 0));

  private static Optional<String> problem(State state, Optional<Waiting> waiting) {
    return new Found(Optional.of(state), waiting).problem();
  }

  @Test
  void aDrainThatStandsStillWhileMessagesWaitIsDown() {
    assertThat(problem(STILL, SOME))
        .contains("nothing was drained for 61 s while messages wait: 12");
    assertThat(Health.Drain.of(new Found(Optional.of(STILL), SOME)).status()).isEqualTo("DOWN");
  }

  @Test
  void oneThatHasNothingToDrainOrDrainsIsNot() {
    assertThat(problem(STILL, NONE)).isEmpty();
    assertThat(problem(ALIVE, SOME)).isEmpty();
    assertThat(Health.Drain.of(new Found(Optional.of(ALIVE), SOME)).status()).isEqualTo("UP");
  }

  @Test
  void oneWhoseThreadHasEndedIsDownWhateverWaits() {
    assertThat(problem(ENDED, NONE)).isPresent();
    assertThat(problem(ENDED, Optional.empty())).isPresent();
  }

  @Test
  void aProcessThatDoesNotDrainIsNotFoundFaultWith() {
    Found found = new Found(Optional.empty(), SOME);

    assertThat(found.problem()).isEmpty();
    assertThat(Health.Drain.of(found).status()).isEqualTo("OFF");
  }
}
