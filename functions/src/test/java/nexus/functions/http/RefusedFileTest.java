package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import nexus.telemetry.capture.Capture;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.unpack.Hint;
import nexus.telemetry.unpack.Unpacked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that is no capture is called what it is, whoever noticed it. */
class RefusedFileTest {

  @ParameterizedTest
  @CsvSource({"%PDF-1.7, a PDF", "<html>, a page of HTML"})
  void theAnswerSaysWhatItLooksLike(String text, String looksLike) {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                Capture.of(
                    Unpacked.of(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Hint.NONE),
                    "UTF-8",
                    Given.NONE,
                    Optional.empty()));

    Failure failure = Failure.of(refused);

    assertThat(failure.status()).isEqualTo(400);
    assertThat(failure.error().code()).isEqualTo("invalid_input");
    assertThat(failure.error().capture().kind()).isEqualTo("no_capture");
    assertThat(failure.error().capture().looksLike()).startsWith(looksLike);
    assertThat(failure.error().message()).contains(looksLike).contains("send ");
  }

  @Test
  void everyKindThatAnAnswerMayTellIsDescribed() throws IOException {
    String described;
    try (InputStream in = getClass().getResourceAsStream("/api/openapi.yaml")) {
      described = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    assertThat(Kind.values())
        .allSatisfy(
            kind -> assertThat(described).contains("\n            - " + kind.word() + "\n"));
  }
}
