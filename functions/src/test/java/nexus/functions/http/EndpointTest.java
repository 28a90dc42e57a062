package nexus.functions.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import nexus.functions.TestEndpoints;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  private static final EndpointTable TABLE = TestEndpoints.table();

  private static EndpointTable.Match match(String method, String path) {
    return TABLE.match(method, path);
  }

  @Test
  void everyPathWithoutAParameterIsFoundAsItIs() {
    assertThat(TABLE.all()).hasSizeGreaterThan(30);
    for (Endpoint endpoint : TABLE.all()) {
      if (!endpoint.path().contains("{")) {
        assertThat(match(endpoint.methods().get(0), endpoint.path()))
            .isEqualTo(new EndpointTable.Match(endpoint, Map.of()));
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
    EndpointTable.Match match = match("GET", "/api/v1/ingests/" + segment);

    assertThat(match.endpoint().path()).isEqualTo("/api/v1/ingests/{upload}");
    assertThat(match.pathParameters()).isEqualTo(Map.of("upload", upload));
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
    assertThatThrownBy(() -> match("GET", path))
        .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.status()).isEqualTo(404));
  }

  @Test
  void aSegmentThatCannotBeDecodedIsNamed() {
    assertThatThrownBy(() -> match("GET", "/api/v1/ingests/a%2"))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("upload"));
  }

  private static Object ask(String path, String query) {
    EndpointTable endpoints =
        new EndpointTable(
            List.of(
                Endpoint.of(
                    "GET", "/api/v1/ingests/{upload}", request -> request.parameters(), "cluster"),
                Endpoint.funqy("POST", "/drainQueueBatch")));
    return EndpointTable.answer(
        endpoints.match(path.equals("/drainQueueBatch") ? "POST" : "GET", path),
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
  void aParameterThatIsNotKnownIsNamedWithThoseThatAre() {
    assertThatThrownBy(() -> ask("/api/v1/ingests/a", "limit=3"))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("limit"))
        .hasMessage("unknown parameter limit; known are [cluster, upload]");
  }

  @Test
  void aPathWithoutAFunctionIsNoneWhereFunctionsAloneAreServed() {
    assertThatThrownBy(() -> ask("/drainQueueBatch", ""))
        .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.status()).isEqualTo(404));
  }

  @Test
  void aMethodThatIsNotTakenIsToldWithThoseThatAreOfEveryEndpointOfThePath() {
    assertThatThrownBy(() -> match("PUT", "/api/v1/deadletters"))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.allow()).contains("GET, DELETE"));
    assertThatThrownBy(() -> match("PUT", "/health"))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.allow()).contains("GET, HEAD"));
  }
}
