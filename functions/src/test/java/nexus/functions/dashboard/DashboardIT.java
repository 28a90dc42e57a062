package nexus.functions.dashboard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nexus.functions.http.LambdaHttp;
import nexus.functions.testing.EtcdResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page over HTTP and on Lambda. */
@QuarkusTest
@QuarkusTestResource(value = EtcdResource.class, restrictToAnnotatedClass = true)
final class DashboardIT {

  @Inject LambdaHttp lambda;

  private APIGatewayV2HTTPResponse onLambda(String path, Map<String, String> headers) {
    RequestContext context =
        RequestContext.builder()
            .withStage("$default")
            .withHttp(RequestContext.Http.builder().withMethod("GET").withPath(path).build())
            .build();
    return lambda.answer(
        APIGatewayV2HTTPEvent.builder()
            .withRequestContext(context)
            .withRawPath(path)
            .withHeaders(headers)
            .build());
  }

  static Stream<String> paths() {
    return Stream.concat(
        Stream.of("/", "/docs", "/openapi.yaml"),
        Stream.of(DashboardFunction.OWN, DashboardFunction.OF_UPLOT, DashboardFunction.OF_SWAGGER)
            .flatMap(List::stream)
            .map(file -> "/assets/" + file));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void everyFileIsTheSameOnBothAndIsKnownByItsTag(String path) {
    Response reply = given().when().get(path);
    APIGatewayV2HTTPResponse answer = onLambda(path, Map.of());

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(answer.getStatusCode()).isEqualTo(200);
    assertThat(reply.asString()).isNotEmpty().isEqualTo(answer.getBody());
    for (String name : new String[] {"Content-Security-Policy", "ETag", "Content-Type"}) {
      assertThat(reply.header(name)).isEqualTo(answer.getHeaders().get(name)).isNotEmpty();
    }
    assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    String tag = reply.header("ETag");
    Response again = given().header("If-None-Match", "W/\"x\", " + tag).when().get(path);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.asByteArray()).isEmpty();
    assertThat(onLambda(path, Map.of("if-none-match", tag)).getStatusCode()).isEqualTo(304);
  }

  @Test
  void thePageMayRunItsOwnFilesAndNothingElse() {
    String policy = given().when().get("/").header("Content-Security-Policy");

    assertThat(policy)
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "*", "http");
  }

  @Test
  void aFileIsCompressedForWhoAsksForIt() {
    APIGatewayV2HTTPResponse answer =
        onLambda("/assets/uPlot.iife.min.js", Map.of("accept-encoding", "gzip"));

    assertThat(answer.getHeaders()).containsEntry("Content-Encoding", "gzip");
    assertThat(Base64.getDecoder().decode(answer.getBody())).hasSizeLessThan(30_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/nothing.js",
        "/assets/..%2fapplication.properties",
        "/assets/%2e%2e%2f%2e%2e%2fapplication.properties",
        "/assets/dashboard%2fapp.js",
        "/assets/application.properties",
        "/assets/a/b.js",
        "/dashboard/app.js",
        "/webjars/uplot/1.6.30/dist/uPlot.min.css",
      })
  void whatIsNotListedIsNotThere(String path) {
    given().urlEncodingEnabled(false).when().get(path).then().statusCode(404);
    assertThat(onLambda(path, Map.of()).getStatusCode()).isEqualTo(404);
  }

  @Test
  void thereAreNoEventsOnLambda() {
    assertThat(onLambda("/api/v1/events", Map.of()).getStatusCode()).isEqualTo(404);
  }
}
