package nexus.functions.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;

/**
 * What a description keeps to, so that generators make good clients of it. Each rule is one method;
 * a client that is generated, compiled and used is infra/clients/check.
 */
public final class OpenApiRules {

  /**
   * Types of Java, TypeScript and Python: a schema of such a name is renamed, or hides the type.
   */
  private static final Set<String> TAKEN =
      Set.of(
          ("Any Array Blob Boolean Byte Character Class Collection Date Dict Double Enum Error Event"
                  + " Exception File Float Function Header Integer Iterable List Long Map Number"
                  + " Object Optional Promise Queue Record Request Response Set String Symbol Thread"
                  + " Tuple Type Void")
              .split(" ", -1));

  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "delete", "patch", "options", "trace");
  private static final String FORM = "multipart/form-data";
  private static final Pattern SCHEMA = Pattern.compile("/components/schemas/(\\w+)");
  private static final Pattern OPERATION = Pattern.compile("/paths/[^/]+/(\\w+)");
  private static final Pattern IN_BRACES = Pattern.compile("\\{(\\w+)}");

  private final JsonNode document;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> operationIds = new HashSet<>();

  private OpenApiRules(JsonNode document) {
    this.document = document;
  }

  /** What in a description breaks a rule, and where; empty when nothing does. */
  public static List<String> problems(String yaml) {
    try {
      OpenApiRules rules = new OpenApiRules(new ObjectMapper(new YAMLFactory()).readTree(yaml));
      new Yaml().parse(new StringReader(yaml)).forEach(rules::noAnchor);
      rules.walk("", rules.document);
      return rules.problems;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void walk(String at, JsonNode node) {
    Set<String> types = types(node);
    nullIsNoTypeAlone(at, types, node);
    numbersHaveTheirWidth(at, types, node);
    enumsAreTyped(at, types, node);
    objectsHaveNames(at, types, node);
    if (SCHEMA.matcher(at).matches()) {
      nameIsFree(at);
    }
    Matcher operation = OPERATION.matcher(at);
    if (operation.matches() && METHODS.contains(operation.group(1))) {
      operationHasAName(at, node);
      bodyIsAFormFirst(at, node);
      pathParametersAreDescribed(at, node);
    }
    node.properties().forEach(child -> walk(at + "/" + escape(child.getKey()), child.getValue()));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      walk(at + "/" + i, node.get(i));
    }
  }

  private void require(boolean holds, String at, String problem) {
    if (!holds) {
      problems.add(at + ": " + problem);
    }
  }

  /** Parsers of YAML in other languages differ in what they make of an alias. */
  private void noAnchor(Event event) {
    boolean anchored = event instanceof NodeEvent node && node.getAnchor() != null;
    require(!anchored && !(event instanceof AliasEvent), "line " + line(event), "an anchor");
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }

  /** Generators know {@code [string, "null"]}, and make a type of each branch of an anyOf. */
  private void nullIsNoTypeAlone(String at, Set<String> types, JsonNode node) {
    require(!types.equals(Set.of("null")), at, "null as a type of its own");
    require(!node.path("nullable").isBoolean(), at, "nullable is OpenAPI 3.0");
  }

  /** Without a format, generators take 32 bits for an integer and decimals for a number. */
  private void numbersHaveTheirWidth(String at, Set<String> types, JsonNode node) {
    String format = node.path("format").asText();
    if (types.contains("integer")) {
      boolean small = node.path("maximum").asLong(Long.MAX_VALUE) <= Integer.MAX_VALUE;
      require(small || format.equals("int64"), at, "an integer that may be long without int64");
    }
    if (types.contains("number")) {
      require(format.equals("double"), at, "a number without double");
    }
  }

  private void enumsAreTyped(String at, Set<String> types, JsonNode node) {
    if (node.path("enum").isArray()) {
      require(types.equals(Set.of("string")), at, "an enum that is not said to be of strings");
    }
    require(!node.path("const").isValueNode() || at.endsWith("/not"), at, "a const");
  }

  /** A client calls what has no name InlineObject1 or the like. */
  private void objectsHaveNames(String at, Set<String> types, JsonNode node) {
    boolean described = types.contains("object") && node.path("properties").isObject();
    require(!described || SCHEMA.matcher(at).matches(), at, "an object without a name");
    for (String word : List.of("allOf", "anyOf", "oneOf")) {
      require(!node.path(word).isArray(), at, word);
    }
  }

  private void nameIsFree(String at) {
    String name = at.substring(at.lastIndexOf('/') + 1);
    require(name.matches("([A-Z][a-z0-9]+)+") && !TAKEN.contains(name), at, "no name for a type");
  }

  private void operationHasAName(String at, JsonNode operation) {
    String id = operation.path("operationId").asText();
    require(id.matches("[a-z]+([A-Z][a-z0-9]+)+"), at, "no name for a method: '" + id + "'");
    require(operationIds.add(id), at, "a second " + id);
  }

  /** Generators send the first of several types, and send a file rightly in a form alone. */
  private void bodyIsAFormFirst(String at, JsonNode operation) {
    JsonNode content = operation.path("requestBody").path("content");
    boolean form = content.size() > 1 && content.fieldNames().next().equals(FORM);
    require(content.size() <= 1 || form, at, "several types of a body, and no form first");
  }

  private void pathParametersAreDescribed(String at, JsonNode operation) {
    Set<String> inPath = new TreeSet<>();
    IN_BRACES.matcher(at).results().forEach(match -> inPath.add(match.group(1)));
    Set<String> described = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode target = target(parameter);
      if (target.path("in").asText().equals("path") && target.path("required").asBoolean()) {
        described.add(target.path("name").asText());
      }
    }
    require(inPath.equals(described), at, "the path says " + inPath + ", not " + described);
  }

  private JsonNode target(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** Of a schema; empty where {@code type} is missing, or is the name of a member. */
  private static Set<String> types(JsonNode node) {
    JsonNode type = node.path("type");
    Set<String> types = new HashSet<>();
    if (type.isTextual()) {
      types.add(type.asText());
    } else if (type.isArray()) {
      type.forEach(one -> types.add(one.asText()));
    }
    return types;
  }

  /** RFC 6901. */
  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
