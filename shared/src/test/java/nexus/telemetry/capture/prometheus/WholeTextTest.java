package nexus.telemetry.capture.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WholeTextTest {

  private static final String PLAIN = "text/plain; version=0.0.4";
  private static final String OPEN_METRICS = "Application/OpenMetrics-Text; version=1.0.0";

  private static void check(String text, String type) {
    WholeText.check(text.getBytes(StandardCharsets.UTF_8), type);
  }

  private static String refusal(String text, String type) {
    InvalidInputException refused =
        catchThrowableOfType(InvalidInputException.class, () -> check(text, type));
    assertThat(refused).as(text).isNotNull();
    assertThat(refused.field()).isEqualTo("body");
    return refused.getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "a 1\n", "a 1\r\n", "# EOF", "a 1\n# EOF", "a 1\n# EOF\n", "# EOFs\n"})
  void aTextThatEndsAsItsFormatSaysIsWhole(String text) {
    assertThatCode(() -> check(text, PLAIN)).doesNotThrowAnyException();
    assertThatCode(() -> check(text, "")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a 1\n# EOF", "a 1\n# EOF\n", "a 1\r\n# EOF\r\n", "# EOF\n"})
  void openMetricsEndsWithEof(String text) {
    assertThatCode(() -> check(text, OPEN_METRICS)).doesNotThrowAnyException();
  }

  @Test
  void whereverATextIsCutWithinALineItIsRefused() {
    String text = "# HELP a b\na{x=\"1\"} 12345 1795896000000\n";
    for (int end = 1; end < text.length(); end++) {
      if (text.charAt(end - 1) != '\n') {
        assertThat(refusal(text.substring(0, end), PLAIN)).contains("line feed");
      }
    }
  }

  @Test
  void whereverOpenMetricsIsCutItIsRefused() {
    String text = "# TYPE a gauge\na{x=\"1\"} 12345 1795896000\n# EOF";
    for (int end = 0; end < text.length(); end++) {
      assertThat(refusal(text.substring(0, end), OPEN_METRICS)).contains("# EOF");
    }
  }

  @Test
  void nothingStandsBehindEof() {
    for (String type : new String[] {PLAIN, OPEN_METRICS, ""}) {
      assertThat(refusal("a 1\n# EOF\na 2\n", type)).contains("behind the line # EOF");
    }
  }
}
