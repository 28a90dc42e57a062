package nexus.functions.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.model.InvalidInputException;

/**
 * A request as an event of an API Gateway HTTP API tells it, payload format 2.0. A body is not
 * looked at: as over HTTP, no path that is asked by parameters minds one.
 *
 * @param method HTTP method
 * @param path path without the stage
 * @param query the undecoded query; null where the event has none
 * @param decoded parameters as the gateway decoded them, for events without {@code query}
 * @param headers by name, whatever its case
 */
record LambdaRequest(
    String method,
    String path,
    String query,
    Map<String, String> decoded,
    Map<String, String> headers) {

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
        ignoringCase(event.getHeaders()));
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

  /** Every {@code Accept-Encoding} header; the gateway joins them with commas. */
  List<String> acceptEncoding() {
    String header = headers.get("accept-encoding");
    return header == null ? List.of() : List.of(header);
  }

  /** For the log. */
  String uri() {
    return query == null || query.isEmpty() ? path : path + "?" + query;
  }
}
