package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.telemetry.query.GoneException;
import org.junit.jupiter.api.Test;

final class GoneFailureTest {

  @Test
  void aRevisionThatIsGoneIsToldAsTheCursors() {
    Failure failure = Failure.of(new GoneException(7, null));

    assertThat(failure.status()).isEqualTo(410);
    assertThat(failure.error().code()).isEqualTo("gone");
    assertThat(failure.error().field()).isEqualTo("cursor");
    assertThat(failure.error().message())
        .isEqualTo(
            "the store has no such revision, any more or yet, as this cursor is of:"
                + " ask again without it");
  }
}
