package nexus.functions.scrape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import nexus.functions.wiring.ScrapeAddress;
import nexus.functions.wiring.ScrapeSettings;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/**
 * Targets in the JSON of Prometheus's {@code file_sd}:
 *
 * <pre>
 * [{"targets": ["node1:9400", "node2"],
 *   "labels": {"cluster": "prod", "__scheme__": "https", "__metrics_path__": "/gpu/metrics"}}]
 * </pre>
 *
 * <p>Of the labels those three are read. A file of which any part cannot be used is refused whole.
 */
final class TargetJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Pattern HOST_AND_PORT = Pattern.compile("[A-Za-z0-9._:\\[\\]-]+");
  private static final String TARGETS = "targets";
  private static final String LABELS = "labels";

  private TargetJson() {}

  /**
   * All targets, each once, in their order.
   *
   * @param json UTF-8
   * @throws InvalidInputException with field {@code targets}, and the group at fault
   */
  static List<Target> read(byte[] json) {
    JsonNode groups = tree(json);
    if (!groups.isArray()) {
      throw bad("the file is no list of groups such as [{\"targets\": [\"node1:9400\"]}]");
    }
    Map<ScrapeAddress, Target> targets = new LinkedHashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      try {
        addGroup(groups.get(i), targets);
      } catch (InvalidInputException e) {
        InvalidInputException bad = bad("group " + (i + 1) + ": " + e.getMessage());
        bad.initCause(e);
        throw bad;
      }
    }
    return new ArrayList<>(targets.values());
  }

  private static JsonNode tree(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      InvalidInputException bad = bad("line " + line + " is no JSON: " + e.getOriginalMessage());
      bad.initCause(e);
      throw bad;
    } catch (IOException e) {
      InvalidInputException bad = bad("the file is no JSON: " + e.getMessage());
      bad.initCause(e);
      throw bad;
    }
  }

  private static void addGroup(JsonNode group, Map<ScrapeAddress, Target> to) {
    if (!group.isObject()) {
      throw bad("it is no object with targets");
    }
    for (Iterator<String> fields = group.fieldNames(); fields.hasNext(); ) {
      String field = fields.next();
      if (!field.equals(TARGETS) && !field.equals(LABELS)) {
        throw bad("'" + field + "' is neither targets nor labels");
      }
    }
    JsonNode targets = group.path(TARGETS);
    if (!targets.isArray()) {
      throw bad("targets is no list");
    }
    Map<String, String> labels = labels(group.path(LABELS));
    Optional<String> cluster =
        Optional.ofNullable(labels.get("cluster"))
            .filter(name -> !name.isEmpty())
            .map(name -> Names.check("cluster", name));
    for (JsonNode target : targets) {
      add(new Target(address(target, labels), cluster), to);
    }
  }

  private static void add(Target target, Map<ScrapeAddress, Target> to) {
    Target before = to.putIfAbsent(target.address(), target);
    if (before != null && !before.equals(target)) {
      throw bad(target.name() + " is there twice, with another cluster");
    } else if (to.size() > ScrapeSettings.MOST_TARGETS) {
      throw bad("there are more than " + ScrapeSettings.MOST_TARGETS + " targets");
    }
  }

  private static ScrapeAddress address(JsonNode target, Map<String, String> labels) {
    if (!target.isTextual() || !HOST_AND_PORT.matcher(target.textValue()).matches()) {
      throw bad("a target is a text such as node1:9400, and " + shown(target) + " is none");
    }
    String scheme = labels.getOrDefault("__scheme__", "http");
    String path = labels.getOrDefault("__metrics_path__", "/metrics");
    if (!path.startsWith("/")) {
      throw bad("__metrics_path__ begins with a /");
    }
    return ScrapeAddress.of(scheme + "://" + target.textValue() + path);
  }

  private static Map<String, String> labels(JsonNode labels) {
    Map<String, String> all = new LinkedHashMap<>();
    if (labels.isMissingNode() || labels.isNull()) {
      return all;
    } else if (!labels.isObject()) {
      throw bad("labels is no object");
    }
    labels
        .properties()
        .forEach(
            label -> {
              if (!label.getValue().isTextual()) {
                throw bad("the label " + label.getKey() + " is no text");
              } else if (label.getKey().startsWith("__param_")) {
                throw bad(label.getKey() + " is not read; put it into __metrics_path__ behind a ?");
              }
              all.put(label.getKey(), label.getValue().textValue());
            });
    return all;
  }

  private static String shown(JsonNode node) {
    String text = node.toString();
    return text.length() > 100 ? text.substring(0, 100) + "…" : text;
  }

  private static InvalidInputException bad(String message) {
    return new InvalidInputException(TARGETS, message);
  }
}
