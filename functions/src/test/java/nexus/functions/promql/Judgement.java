package nexus.functions.promql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether two answers say the same, whatever the order of their series. */
final class Judgement {

  private static final double MOST = 1e-9;

  private Judgement() {}

  /** How ours differs from theirs; empty where it does not. */
  static Optional<String> difference(JsonNode ours, JsonNode theirs) {
    if (!ours.path("status").equals(theirs.path("status"))
        || !ours.path("errorType").equals(theirs.path("errorType"))) {
      return Optional.of("theirs " + shortened(theirs) + " ours " + shortened(ours));
    }
    if (!theirs.path("status").asText().equals("success")) {
      return Optional.empty();
    }
    JsonNode our = ours.path("data");
    JsonNode their = theirs.path("data");
    if (!our.path("resultType").equals(their.path("resultType"))) {
      return Optional.of("type " + their.path("resultType") + " is " + our.path("resultType"));
    }
    String type = their.path("resultType").asText();
    return type.equals("scalar") || type.equals("string")
        ? point(our.path("result"), their.path("result"))
        : series(our.path("result"), their.path("result"));
  }

  private static String shortened(JsonNode node) {
    String text = node.toString();
    return text.length() > 300 ? text.substring(0, 300) : text;
  }

  private static Optional<String> series(JsonNode ours, JsonNode theirs) {
    Map<String, JsonNode> our = byLabels(ours);
    Map<String, JsonNode> their = byLabels(theirs);
    if (!our.keySet().equals(their.keySet()) || ours.size() != theirs.size()) {
      return Optional.of("series " + their.keySet() + " are " + our.keySet());
    }
    for (Map.Entry<String, JsonNode> one : their.entrySet()) {
      JsonNode mine = our.get(one.getKey());
      Optional<String> difference =
          one.getValue().has("value")
              ? point(mine.path("value"), one.getValue().path("value"))
              : points(mine.path("values"), one.getValue().path("values"));
      if (difference.isPresent()) {
        return Optional.of(one.getKey() + ": " + difference.get());
      }
    }
    return Optional.empty();
  }

  private static Map<String, JsonNode> byLabels(JsonNode all) {
    Map<String, JsonNode> byLabels = new TreeMap<>();
    for (JsonNode one : all) {
      TreeMap<String, String> labels = new TreeMap<>();
      one.path("metric").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
      byLabels.put(labels.toString(), one);
    }
    return byLabels;
  }

  private static Optional<String> points(JsonNode ours, JsonNode theirs) {
    if (ours.size() != theirs.size()) {
      return Optional.of(theirs.size() + " points are " + ours.size());
    }
    for (int i = 0; i < theirs.size(); i++) {
      Optional<String> difference = point(ours.get(i), theirs.get(i));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> point(JsonNode ours, JsonNode theirs) {
    boolean same =
        ours.path(0).asDouble() == theirs.path(0).asDouble()
            && isSame(ours.path(1).asText(), theirs.path(1).asText());
    return same ? Optional.empty() : Optional.of(theirs + " is " + ours);
  }

  private static boolean isSame(String ours, String theirs) {
    if (ours.equals(theirs)) {
      return true;
    }
    try {
      double our = Double.parseDouble(ours.replace("Inf", "Infinity"));
      double their = Double.parseDouble(theirs.replace("Inf", "Infinity"));
      return Math.abs(our - their) <= MOST * Math.max(Math.abs(our), Math.abs(their));
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
