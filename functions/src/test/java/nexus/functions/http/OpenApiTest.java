package nexus.functions.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import nexus.functions.TestEndpoints;
import nexus.functions.testing.OpenApi;
import nexus.functions.testing.OpenApi.Exchange;
import nexus.functions.testing.OpenApi.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the description is one, tells of every path, and that what is not as it says is noticed. */
class OpenApiTest {

  /** Paths for people, who need no description. */
  private static final Set<String> PAGES = Set.of("/", "/docs", "/assets/{file}");

  private static final String LETTERS = "/api/v1/deadletters";
  private static final String NO_LETTERS =
      "{\"cluster\":\"a\",\"count\":0,\"deadLetters\":[],\"cursor\":null}";

  private final OpenApi api = OpenApi.read();

  private List<String> problems(String url, int status, String type, String body) {
    return api.problems(new Exchange("GET", url, status, type, body.getBytes(UTF_8)));
  }

  private List<String> problems(String url, String body) {
    return problems(url, 200, "application/json", body);
  }

  @Test
  void itIsAnOpenApiDescriptionWithoutAFault() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult parsed =
        new OpenAPIV3Parser().readLocation("api/openapi.yaml", null, options);

    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getOpenapi()).isEqualTo("3.1.1");
    assertThat(parsed.getOpenAPI().getPaths()).hasSizeGreaterThan(20);
  }

  @Test
  void everyPathAndMethodIsDescribedAndNoOther() {
    Set<Operation> served = new TreeSet<>();
    for (Endpoint endpoint : TestEndpoints.table().all()) {
      if (!PAGES.contains(endpoint.path())) {
        endpoint.methods().forEach(method -> served.add(new Operation(method, endpoint.path())));
      }
    }

    assertThat(api.operations()).containsExactlyElementsOf(served);
  }

  @Test
  void everyParameterThatAnEndpointKnowsIsDescribedAndNoOther() {
    for (Endpoint endpoint : TestEndpoints.table().all()) {
      if (!PAGES.contains(endpoint.path()) && endpoint.parameters().isPresent()) {
        Set<String> described = new TreeSet<>(endpoint.template().names());
        endpoint.methods().stream()
            .map(method -> new Operation(method, endpoint.path()))
            .forEach(operation -> described.addAll(api.queryParameters(operation)));
        assertThat(described).as(endpoint.path()).isEqualTo(endpoint.parameters().get());
      }
    }
  }

  @Test
  void anAnswerAsDescribedHasNoProblem() {
    assertThat(problems(LETTERS + "?limit=3&cluster=a", NO_LETTERS)).isEmpty();
    assertThat(
            problems(
                "/api/v1/nothing",
                404,
                "application/json",
                "{\"error\":{\"code\":\"not_found\",\"message\":\"m\",\"field\":null}}"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a member nobody knows  | {\"cluster\":\"a\",\"count\":0,\"deadLetters\":[],\"cursor\":null,\"more\":1}",
        "a member that is gone  | {\"cluster\":\"a\",\"count\":0,\"deadLetters\":[]}",
        "another type           | {\"cluster\":\"a\",\"count\":\"0\",\"deadLetters\":[],\"cursor\":null}",
        "a number out of bounds | {\"cluster\":\"a\",\"count\":-1,\"deadLetters\":[],\"cursor\":null}",
        "an entry's member      | {\"cluster\":\"a\",\"count\":1,\"deadLetters\":[{\"key\":\"k\"}],\"cursor\":null}",
        "no JSON                | {",
      })
  void anAnswerOtherwiseHasProblems(String how, String body) {
    assertThat(problems(LETTERS, body)).as(how).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?limit=0", "?limit=101", "?limit=x", "?page=1", "?cluster=a%2Fb"})
  void aParameterThatIsTakenAndNotDescribedHasProblems(String query) {
    assertThat(problems(LETTERS + query, NO_LETTERS)).isNotEmpty();
  }

  @Test
  void anUnknownStatusTypeOrPathHasProblems() {
    assertThat(problems(LETTERS, 500, "text/plain", "x")).isNotEmpty();
    assertThat(problems(LETTERS, 418, "application/json", NO_LETTERS)).isNotEmpty();
    assertThat(problems("/api/v1/nothing", "{}")).isNotEmpty();
  }

  @Test
  void thePathWithTheFewestParametersIsMeant() {
    assertThat(api.find("GET", "/api/v1/clusters/a/stats").path())
        .isEqualTo("/api/v1/clusters/{cluster}/stats");
    assertThat(api.find("POST", "/api/v1/clusters")).isNull();
  }
}
