package nexus.telemetry.ingest.given;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenTimeTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-28T20:00:00.5Z"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-28T20:00:00Z",
        "2026-11-28 20:00:00",
        "1795896000",
        "1795896000500",
        "2026-11-28"
      })
  void aTimeIsWhatRowsMayHave(String time) {
    assertThat(GivenTime.read(time, CLOCK)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"now", "NOW", " now "})
  void nowIsTheClock(String now) {
    assertThat(GivenTime.read(now, CLOCK)).isEqualTo("1795896000500");
  }

  @Test
  void nothingSaidIsNoTime() {
    assertThat(GivenTime.read(null, CLOCK)).isNull();
    assertThat(GivenTime.read(" ", CLOCK)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "28.11.2026", "now-1h", "5"})
  void whatIsNoneIsToldWhatIsOne(String time) {
    assertThatThrownBy(() -> GivenTime.read(time, CLOCK))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("time"))
        .hasMessageContainingAll("2026-11-28T20:00:00Z", "tz=", "10 digits", "or now");
  }

  @Test
  void nowIsNoneWhereNobodyKnowsWhenItIsRead() {
    assertThatThrownBy(() -> KeyNames.of("time=now/a.prom").defaults())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("time=now")
        .hasMessageContaining("RFC 3339");
  }

  @Test
  void theGpuStandsInAKeyToo() {
    assertThat(KeyNames.of("host=n1/gpu=0/a.csv").defaults().given().gpu()).isEqualTo("0");
  }

  @Test
  void theSameBytesOfAnotherGpuAreAnotherUpload() {
    UploadDefaults first = KeyNames.of("host=n1/gpu=0/a.csv").defaults();
    UploadDefaults second = KeyNames.of("host=n1/gpu=1/a.csv").defaults();

    assertThat(first.identity("ab")).isNotEqualTo(second.identity("ab"));
  }
}
