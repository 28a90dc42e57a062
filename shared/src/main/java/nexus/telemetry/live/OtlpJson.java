package nexus.telemetry.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
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

  private static final String RESOURCES = "resourceMetrics";
  private static final String POINTS = "dataPoints";

  /** Most characters of a value that a message quotes. */
  private static final int LONGEST = 100;

  private static final int MOST_DEPTH = 32;
  private static final int MOST_TEXT = 64 << 10;
  private static final int MOST_DIGITS = 100;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MOST_DEPTH)
                          .maxStringLength(MOST_TEXT)
                          .maxNumberLength(MOST_DIGITS)
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
    } catch (StreamConstraintsException e) {
      throw MalformedBody.of(
          "the body goes beyond what is read: "
              + MOST_DEPTH
              + " objects and lists within each other, "
              + MOST_TEXT
              + " characters of a text, "
              + MOST_DIGITS
              + " of a number",
          e);
    } catch (JsonProcessingException e) {
      throw MalformedBody.of("the body is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw MalformedBody.of("the body is no JSON", e);
    }
    if (root == null || !root.isObject() || (!root.isEmpty() && !root.has(RESOURCES))) {
      throw MalformedBody.of(
          "the body is no metrics of OTLP: a JSON object with resourceMetrics, all names in"
              + " lowerCamelCase");
    }
    for (JsonNode resource : objects(root, RESOURCES)) {
      metrics.resource(attributes(object(resource, "resource")));
      for (JsonNode scope : objects(resource, "scopeMetrics")) {
        objects(scope, "metrics").forEach(this::metric);
      }
    }
  }

  private void metric(JsonNode metric) {
    String name = text(metric, "name");
    String unit = text(metric, "unit");
    for (String kind : List.of("gauge", "sum")) {
      JsonNode points = object(metric, kind);
      OtlpMetric told = new OtlpMetric(name, unit, isDelta(points.path("aggregationTemporality")));
      objects(points, POINTS).forEach(point -> point(told, point));
    }
    OtlpMetric other = new OtlpMetric(name, unit, false);
    for (String kind : List.of("histogram", "exponentialHistogram", "summary")) {
      objects(object(metric, kind), POINTS).forEach(point -> metrics.other(other));
    }
  }

  private static String text(JsonNode metric, String member) {
    JsonNode text = metric.path(member);
    if (!text.isTextual() && !isNone(text)) {
      throw MalformedBody.of(member + " of a metric is no text: " + shortened(text));
    }
    return text.asText("");
  }

  /** Also where the name of it stands for its number, as some write. */
  private static boolean isDelta(JsonNode temporality) {
    return temporality.asInt(0) == OtlpMetric.DELTA
        || temporality.asText("").equals("AGGREGATION_TEMPORALITY_DELTA");
  }

  /** Takes a point; of one that says no time or no number, that. */
  private void point(OtlpMetric metric, JsonNode point) {
    Map<String, String> attributes = attributes(point);
    boolean none = OtlpMetrics.isWithoutValue(point.path("flags").asInt(0));
    JsonNode value = point.has("asInt") ? point.get("asInt") : point.path("asDouble");
    JsonNode time = point.path("timeUnixNano");
    double number = none || isNone(value) ? Double.NaN : number(value);
    if (!isNone(time) && !isWholeNumber(time)) {
      metrics.badTime(metric, attributes, "timeUnixNano is no whole number: " + shortened(time));
      return;
    }
    long nanos = isNone(time) ? 0 : Long.parseUnsignedLong(time.asText());
    if (!none && isNone(value)) {
      metrics.withoutValue(metric, attributes, nanos);
    } else if (Double.isNaN(number) && !none && !isNaN(value)) {
      metrics.badValue(metric, attributes, nanos, "the value is no number: " + shortened(value));
    } else {
      metrics.point(metric, attributes, nanos, number);
    }
  }

  private static Map<String, String> attributes(JsonNode of) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (JsonNode pair : objects(of, "attributes")) {
      JsonNode value = object(pair, "value");
      for (String kind : List.of("stringValue", "intValue", "boolValue", "doubleValue")) {
        if (value.has(kind)) {
          attributes.put(pair.path("key").asText(""), value.get(kind).asText(""));
        }
      }
    }
    return attributes;
  }

  /** A member that is an object; a missing node where there is none. */
  private static JsonNode object(JsonNode in, String name) {
    JsonNode node = in.path(name);
    if (isNone(node)) {
      return MissingNode.getInstance();
    } else if (!node.isObject()) {
      throw MalformedBody.of(name + " is no object: " + shortened(node));
    }
    return node;
  }

  /** A member that is an array of objects; empty where there is none. */
  private static Iterable<JsonNode> objects(JsonNode in, String name) {
    JsonNode list = in.path(name);
    if (isNone(list)) {
      return List.of();
    } else if (!list.isArray()) {
      throw MalformedBody.of(name + " is no array: " + shortened(list));
    }
    for (JsonNode one : list) {
      if (!one.isObject()) {
        throw MalformedBody.of("an element of " + name + " is no object: " + shortened(one));
      }
    }
    return list;
  }

  private static boolean isNone(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static boolean isWholeNumber(JsonNode node) {
    try {
      return Long.parseUnsignedLong(node.asText()) >= 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isNaN(JsonNode node) {
    return node.asText().equals("NaN");
  }

  /** A number, which text may say too: infinities have no other way; NaN where it is none. */
  private static double number(JsonNode node) {
    try {
      return node.isNumber() ? node.asDouble() : Double.parseDouble(node.asText());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String shortened(JsonNode node) {
    String text = node.toString();
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
