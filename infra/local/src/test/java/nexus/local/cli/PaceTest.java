package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows without times stay in order, piece after piece. */
class PaceTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Instant BEGUN = Instant.parse("2026-11-28T20:00:00Z");

  private static Instant at(int second) {
    return BEGUN.plusSeconds(second);
  }

  @ParameterizedTest
  @CsvSource({
    "'    0    57/    1    58/', 1",
    "'    0    57/    1    58/    0    59/# gpu pwr/    1    60/    0    61/', 3",
    "'0, 57/0, 58/', 2",
    "'GPU 0     0/GPU 1     0/GPU 0     1/', 2",
    "' 20:00:00 0 57/ 20:00:01 0 57/', 1",
    "'', 1",
  })
  void aStepBeginsWhereAGpuComesAgain(String rows, int steps) {
    assertThat(Pace.steps(rows.replace('/', '\n'))).isEqualTo(steps);
  }

  @Test
  void theLastStepIsWhenThePieceWasRead() {
    Pace pace = new Pace(BEGUN, BEGUN, null);

    assertThat(pace.first(null, 5, SECOND)).isEqualTo(at(-4));
    assertThat(pace.last(null, 5, SECOND)).isEqualTo(BEGUN);
  }

  @Test
  void noStepIsBeforeTheOneBefore() {
    assertThat(new Pace(BEGUN, at(3), at(0)).first(null, 2, SECOND)).isEqualTo(at(2));
    assertThat(new Pace(BEGUN, at(3), at(2)).first(null, 3, SECOND)).isEqualTo(at(3));
  }

  @Test
  void givenTimeIsThatOfTheVeryFirstStep() {
    Instant given = at(-1000);

    assertThat(new Pace(BEGUN, BEGUN, null).first(given, 5, SECOND)).isEqualTo(given);
    assertThat(new Pace(BEGUN, at(1), at(-996)).first(given, 1, SECOND)).isEqualTo(at(-995));
    assertThat(new Pace(BEGUN, at(60), at(-996)).first(given, 1, SECOND)).isEqualTo(at(-940));
  }

  @Test
  void linesOfOneTimeHaveThatAtWhichTheyWereRead() {
    assertThat(new Pace(BEGUN, at(7), at(9)).first(null, 0, SECOND)).isEqualTo(at(7));
    assertThat(new Pace(BEGUN, at(7), at(9)).first(at(-10), 0, SECOND)).isEqualTo(at(-3));
  }
}
