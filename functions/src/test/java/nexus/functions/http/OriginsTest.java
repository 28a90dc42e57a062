package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OriginsTest {

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080, 127.0.0.1:8080",
    "http://LOCALHOST:8080, localhost:8080",
    "http://nexus.example, nexus.example",
    "http://nexus.example, nexus.example:80",
    "https://nexus.example, nexus.example",
    "https://nexus.example:443, nexus.example",
    "http://[::1]:8080, [::1]:8080",
  })
  void ownPageMayChangeSomething(String origin, String host) {
    assertThatCode(() -> Origins.check("POST", origin, host)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com, 127.0.0.1:8080",
    "http://localhost:8080, 127.0.0.1:8080",
    "http://127.0.0.1:8081, 127.0.0.1:8080",
    "http://127.0.0.1, 127.0.0.1:8080",
    "https://nexus.example, nexus.example:80",
    "null, 127.0.0.1:8080",
    "'', 127.0.0.1:8080",
    "file://, 127.0.0.1:8080",
    "http://a b, 127.0.0.1:8080",
    "http://example.com,",
    "null, null",
  })
  void anothersPageMayNot(String origin, String host) {
    for (String method : new String[] {"POST", "PUT", "DELETE"}) {
      assertThatThrownBy(() -> Origins.check(method, origin, host))
          .isInstanceOf(StatusException.class)
          .hasMessage("status 403");
    }
    assertThatCode(() -> Origins.check("GET", origin, host)).doesNotThrowAnyException();
  }

  @Test
  void programsSendNoOrigin() {
    assertThatCode(() -> Origins.check("POST", null, "nexus.example")).doesNotThrowAnyException();
    assertThatCode(() -> Origins.check("POST", null, null)).doesNotThrowAnyException();
  }
}
