package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void aStoredValueThatAnAnswerNeedsIsNamed() {
    Failure failure = Failure.of(UnreadableException.answer("/telemetry/x", "no JSON", null));

    assertThat(failure.status()).isEqualTo(424);
    assertThat(failure.error().code()).isEqualTo("store_corrupt");
    assertThat(failure.error().message())
        .isEqualTo("the value of /telemetry/x cannot be read: no JSON");
  }

  @Test
  void aStoredValueOfANewerVersionIsNamedAndCanBeAskedForAgain() {
    Failure failure =
        Failure.of(new NewerFormatException(StoredFormat.LEDGER, "2").at("/telemetry/x"));

    assertThat(failure.status()).isEqualTo(503);
    assertThat(failure.error().code()).isEqualTo("newer_format");
    assertThat(failure.error().message())
        .isEqualTo(
            "/telemetry/x holds a ledger entry of version 2; this release reads up to version 1:"
                + " a newer release is needed");
    assertThat(failure.retryAfterSeconds()).isEqualTo(10);
  }

  @Test
  void whatElseCannotBeReadIsNoMatterOfTheCaller() {
    for (UnreadableException other :
        new UnreadableException[] {
          UnreadableException.block(7, "garbage"),
          UnreadableException.value("no JSON"),
          UnreadableException.value("no JSON").at("/telemetry/x", new byte[0], 3),
          UnreadableException.message("no JSON")
        }) {
      assertThat(Failure.of(other).error().code()).isEqualTo(Failure.INTERNAL);
    }
  }
}
