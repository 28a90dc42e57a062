package nexus.telemetry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RunsTest {

  private static final Runs<String> ABA =
      new Runs.Builder<String>().from(5, "a").from(10, "b").from(20, "a").build();

  @Test
  void aValueHoldsFromItsStartUntilTheNext() {
    assertThat(ABA.at(Long.MIN_VALUE)).isEqualTo("a");
    assertThat(ABA.at(9)).isEqualTo("a");
    assertThat(ABA.at(10)).isEqualTo("b");
    assertThat(ABA.at(19)).isEqualTo("b");
    assertThat(ABA.at(20)).isEqualTo("a");
    assertThat(ABA.at(Long.MAX_VALUE)).isEqualTo("a");
    assertThat(ABA.start(1)).isEqualTo(10);
    assertThat(ABA.end(1)).isEqualTo(20);
    assertThat(ABA.end(2)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void equalNeighboursAreOne() {
    assertThat(new Runs.Builder<String>().from(1, "a").from(2, "a").build())
        .isEqualTo(Runs.always("a"));
    assertThat(ABA.map(value -> "x")).isEqualTo(Runs.always("x"));
    assertThat(ABA.map(value -> value)).isEqualTo(ABA);
  }

  @Test
  void aStretchHasWhatHoldsInItAlone() {
    assertThat(ABA.between(10, 20)).isEqualTo(Runs.always("b"));
    assertThat(ABA.between(0, 10)).isEqualTo(Runs.always("a"));
    assertThat(ABA.between(0, 11))
        .isEqualTo(new Runs.Builder<String>().from(0, "a").from(10, "b").build());
    assertThat(ABA.between(0, 21)).isEqualTo(ABA);
  }

  @Test
  void startsAscend() {
    Runs.Builder<String> runs = new Runs.Builder<String>().from(0, "a").from(5, "b");
    assertThatIllegalArgumentException().isThrownBy(() -> runs.from(5, "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Runs.Builder<String>().build());
  }
}
