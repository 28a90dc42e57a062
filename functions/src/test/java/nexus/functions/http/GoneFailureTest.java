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
        .isEqualTo("the revision of this cursor is compacted away: ask again without it");
  }
}
