package nexus.functions.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import jakarta.inject.Singleton;
import java.util.Base64;
import nexus.telemetry.model.InvalidInputException;

/** Serves on Lambda what functions answer, behind an API Gateway HTTP API. */
@Singleton
public final class LambdaHttp {

  /** Most bytes of an answer: Lambda takes a response of six million, all told. */
  public static final long MAX_BYTES = 5_000_000;

  private final EndpointTable endpoints;
  private final Answers answers;

  LambdaHttp(EndpointTable endpoints, Answers answers) {
    this.endpoints = endpoints;
    this.answers = answers;
  }

  /**
   * Answers one request, with an error's status where it fails.
   *
   * @throws InvalidInputException when {@code event} is no event of an HTTP API
   */
  public APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent event) {
    LambdaRequest request = LambdaRequest.of(event);
    return response(answer(request));
  }

  private Answer answer(LambdaRequest request) {
    try {
      EndpointTable.Match match = endpoints.match(request.method(), request.path());
      Origins.check(request.method(), request.header("origin"), request.header("host"));
      Object answer =
          EndpointTable.answer(
              match,
              new Request(
                  request.parameters(),
                  request.accept(),
                  request::body,
                  MAX_BYTES,
                  request::header));
      if (answer instanceof Answer whole) {
        return whole;
      }
      return Answers.known(answer, request.ifNoneMatch())
          .orElseGet(() -> answers.good(answer, request.acceptEncoding()));
    } catch (RuntimeException | StackOverflowError e) {
      return answers.failed(e, request.method(), request.uri(), request.header("content-type"));
    }
  }

  private static APIGatewayV2HTTPResponse response(Answer answer) {
    boolean binary = answer.isBinary();
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(answer.status())
        .withHeaders(answer.headers())
        .withBody(
            binary
                ? Base64.getEncoder().encodeToString(answer.body())
                : new String(answer.body(), UTF_8))
        .withIsBase64Encoded(binary)
        .build();
  }
}
