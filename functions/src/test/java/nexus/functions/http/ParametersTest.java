package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A query may have what people type into PromQL; all else must be as a URL is written. */
class ParametersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up{a=\"b\"}",
        "rate(x[5m])",
        "x{a=~\"b|c\"}",
        "2^3",
        "x<2",
        "x>`3`",
        "x{a='\\\\d'}"
      })
  void whatIsTypedIsTaken(String query) {
    assertThat(Parameters.parse("query=" + query)).isEqualTo(Map.of("query", List.of(query)));
    assertThatCode(() -> Parameters.checkUrl("/api/v1/query?query=" + query))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/{v1}", "/a|b?c=d", "/a?b=%zz", "/a?b=c d", "/a?b=%"})
  void whatIsNoUrlIsRefused(String url) {
    assertThatThrownBy(() -> Parameters.checkUrl(url))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("the URL is none");
  }
}
