package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @Test
  void everyPathWithoutAParameterIsFoundAsItIs() {
    for (Endpoint endpoint : Endpoint.values()) {
      if (!endpoint.path().contains("{")) {
        String method = endpoint.allow().split(", ", -1)[0];
        assertThat(Endpoint.match(method, endpoint.path()))
            .isEqualTo(new Endpoint.Match(endpoint, Map.of()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc",
    "a%20b, 'a b'",
    "a+b, a+b",
    "a%2Fb, a/b",
    "%C3%A9, é",
    "{upload}, {upload}"
  })
  void theLastSegmentIsTheParameterDecoded(String segment, String upload) {
    assertThat(Endpoint.match("GET", "/api/v1/ingests/" + segment))
        .isEqualTo(new Endpoint.Match(Endpoint.INGEST, Map.of("upload", upload)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/ingests/",
        "/api/v1//ingests/a",
        "/api/v1/ingests/a/b",
        "/api/v1/ingests/a/",
        "/api/v1/ingestsa",
        ""
      })
  void aPathThatIsNearlyRightIsNone(String path) {
    assertThatThrownBy(() -> Endpoint.match("GET", path))
        .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.status()).isEqualTo(404));
  }

  @Test
  void aSegmentThatCannotBeDecodedIsNamed() {
    assertThatThrownBy(() -> Endpoint.match("GET", "/api/v1/ingests/a%2"))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("upload"));
  }

  private static Object ask(String path, String query) {
    EndpointFunctions endpoints =
        new EndpointFunctions(
            List.of(() -> List.of(EndpointFunction.of(Endpoint.INGEST, parameters -> parameters))));
    return endpoints.answer(
        Endpoint.match("GET", path),
        new Request(Parameters.parse(query), "", () -> new byte[0], 1));
  }

  @Test
  void theParametersOfThePathJoinThoseOfTheQuery() {
    assertThat(ask("/api/v1/ingests/a", "cluster=d"))
        .isEqualTo(Map.of("upload", List.of("a"), "cluster", List.of("d")));
  }

  @ParameterizedTest
  @CsvSource({"/api/v1/ingests/a, upload=b", "/api/v1/ingests/%20, cluster=b"})
  void aParameterOfThePathIsGivenOnceAndNotBlank(String path, String query) {
    assertThatThrownBy(() -> ask(path, query))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("upload"));
  }

  @Test
  void aPathWithoutAFunctionIsNoneYet() {
    EndpointFunctions endpoints = new EndpointFunctions(List.of());

    assertThatThrownBy(
            () ->
                endpoints.answer(
                    Endpoint.match("GET", "/queryGpu"),
                    new Request(Map.of(), "", () -> new byte[0], 1)))
        .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.status()).isEqualTo(404));
  }
}
