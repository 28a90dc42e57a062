package nexus.telemetry.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.model.InvalidInputException;

/**
 * The same request in <a
 * href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">JSON</a>: names in
 * lowerCamelCase, and 64-bit numbers as text or as numbers.
 */
final class OtlpJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxStringLength(64 << 10)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .build();

  private final OtlpMetrics metrics;

  OtlpJson(OtlpMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Reads a request.
   *
   * @throws InvalidInputException with field {@code body} when it is none
   */
  void read(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw MalformedBody.of("the body is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw MalformedBody.of("the body is no JSON", e);
    }
    if (root == null || !root.isObject()) {
      throw MalformedBody.of("the body is no metrics of OTLP: a JSON object with resourceMetrics");
    }
    for (JsonNode resource : root.path("resourceMetrics")) {
      metrics.resource(attributes(resource.path("resource").path("attributes")));
      for (JsonNode scope : resource.path("scopeMetrics")) {
        scope.path("metrics").forEach(this::metric);
      }
    }
  }

  private void metric(JsonNode metric) {
    String name = metric.path("name").asText("");
    for (String kind : List.of("gauge", "sum")) {
      metric.path(kind).path("dataPoints").forEach(point -> point(name, point));
    }
    for (String kind : List.of("histogram", "exponentialHistogram", "summary")) {
      metric.path(kind).path("dataPoints").forEach(point -> metrics.other(name));
    }
  }

  private void point(String name, JsonNode point) {
    boolean none = OtlpMetrics.isWithoutValue(point.path("flags").asInt(0));
    JsonNode value = point.has("asInt") ? point.get("asInt") : point.path("asDouble");
    metrics.point(
        name,
        attributes(point.path("attributes")),
        wholeNumber("timeUnixNano", point.path("timeUnixNano")),
        none || value.isMissingNode() ? Double.NaN : number(value));
  }

  private static Map<String, String> attributes(JsonNode list) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (JsonNode pair : list) {
      JsonNode value = pair.path("value");
      for (String kind : List.of("stringValue", "intValue", "boolValue", "doubleValue")) {
        if (value.has(kind)) {
          attributes.put(pair.path("key").asText(""), value.get(kind).asText(""));
        }
      }
    }
    return attributes;
  }

  private static long wholeNumber(String field, JsonNode node) {
    if (node.isMissingNode()) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(node.asText());
    } catch (NumberFormatException e) {
      throw MalformedBody.of(field + " is no whole number: " + node, e);
    }
  }

  /** A number, which text may say too: NaN and infinities have no other way. */
  private static double number(JsonNode node) {
    try {
      return node.isNumber() ? node.asDouble() : Double.parseDouble(node.asText());
    } catch (NumberFormatException e) {
      throw MalformedBody.of("a value of a point is no number: " + node, e);
    }
  }
}
