package nexus.functions.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.model.InvalidInputException;

/**
 * A request as an event of an API Gateway HTTP API tells it, payload format 2.0.
 *
 * @param method HTTP method
 * @param path path without the stage
 * @param query the undecoded query; null where the event has none
 * @param decoded parameters as the gateway decoded them, for events without {@code query}
 * @param headers by name, whatever its case
 * @param content the body as the event has it; null for none
 * @param base64 whether that is base64
 */
record LambdaRequest(
    String method,
    String path,
    String query,
    Map<String, String> decoded,
    Map<String, String> headers,
    String content,
    boolean base64) {

  private static final String DEFAULT_STAGE = "$default";

  /**
   * @throws InvalidInputException when it is no such event, naming the member it lacks
   */
  static LambdaRequest of(APIGatewayV2HTTPEvent event) {
    var context = event == null ? null : event.getRequestContext();
    var http = context == null ? null : context.getHttp();
    String method = required("requestContext.http.method", http == null ? null : http.getMethod());
    String path = required("rawPath", event.getRawPath());
    return new LambdaRequest(
        method,
        withoutStage(path, context.getStage()),
        "".equals(event.getRawQueryString()) ? null : event.getRawQueryString(),
        event.getQueryStringParameters() == null ? Map.of() : event.getQueryStringParameters(),
        ignoringCase(event.getHeaders()),
        event.getBody(),
        event.getIsBase64Encoded());
  }

  private static String required(String member, String value) {
    if (value == null) {
      throw new InvalidInputException(
          member, "no event of an HTTP API, payload format 2.0: " + member + " is missing");
    }
    return value;
  }

  private static String withoutStage(String path, String stage) {
    return stage != null && !stage.equals(DEFAULT_STAGE) && path.startsWith("/" + stage + "/")
        ? path.substring(stage.length() + 1)
        : path;
  }

  private static Map<String, String> ignoringCase(Map<String, String> headers) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (headers != null) {
      all.putAll(headers);
    }
    return all;
  }

  /**
   * Every parameter with its values.
   *
   * @throws InvalidInputException when the query could not stand in a URL
   */
  Map<String, List<String>> parameters() {
    if (query != null) {
      return Parameters.parse(query);
    }
    Map<String, List<String>> parameters = new TreeMap<>();
    decoded.forEach((name, value) -> parameters.put(name, List.of(value == null ? "" : value)));
    return parameters;
  }

  /** A header, whatever the case of its name; null where there is none. */
  String header(String name) {
    return headers.get(name);
  }

  /**
   * The body.
   *
   * @throws InvalidInputException when it should be base64 and is not
   */
  byte[] body() {
    if (content == null) {
      return new byte[0];
    }
    if (!base64) {
      return content.getBytes(UTF_8);
    }
    try {
      return Base64.getDecoder().decode(content);
    } catch (IllegalArgumentException e) {
      InvalidInputException bad = new InvalidInputException(null, "the body is no base64");
      bad.initCause(e);
      throw bad;
    }
  }

  /** Every {@code Accept} header, joined with commas; empty where there is none. */
  String accept() {
    return headers.getOrDefault("accept", "");
  }

  /** Every {@code Accept-Encoding} header; the gateway joins them with commas. */
  List<String> acceptEncoding() {
    return all("accept-encoding");
  }

  /** Every {@code If-None-Match} header. */
  List<String> ifNoneMatch() {
    return all("if-none-match");
  }

  private List<String> all(String name) {
    String header = headers.get(name);
    return header == null ? List.of() : List.of(header);
  }

  /** For the log. */
  String uri() {
    return query == null || query.isEmpty() ? path : path + "?" + query;
  }
}
