package nexus.functions.deploy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nexus.functions.testing.Csv;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The project's {@code template.yaml} as maps, lists and texts; {@code !Ref x} is the text x. */
final class Template {

  private final Map<String, Object> root;

  private Template(Map<String, Object> root) {
    this.root = root;
  }

  static Path folder() {
    return Csv.sample().getParent().getParent().getParent();
  }

  static Template read() throws IOException {
    try (Reader reader = Files.newBufferedReader(folder().resolve("template.yaml"))) {
      return new Template(map(value(new Yaml().compose(reader))));
    }
  }

  /** What is at a path of keys; an empty map when there is nothing. */
  Map<String, Object> at(String... path) {
    Map<String, Object> found = root;
    for (String key : path) {
      found = map(found.getOrDefault(key, Map.of()));
    }
    return found;
  }

  /** The functions' properties. */
  List<Map<String, Object>> functions() {
    return resources("AWS::Serverless::Function").toList();
  }

  /** Properties of the resources of a type. */
  Stream<Map<String, Object>> resources(String type) {
    return at("Resources").values().stream()
        .map(Template::map)
        .filter(resource -> resource.get("Type").equals(type))
        .map(resource -> map(resource.get("Properties")));
  }

  /** Environment of a function, the one for all included. */
  Map<String, Object> environment(Map<String, Object> function) {
    Map<String, Object> all =
        new LinkedHashMap<>(at("Globals", "Function", "Environment", "Variables"));
    all.putAll(map(map(function.get("Environment")).get("Variables")));
    return all;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static Object value(Node node) {
    if (node instanceof MappingNode mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (NodeTuple entry : mapping.getValue()) {
        map.put(((ScalarNode) entry.getKeyNode()).getValue(), value(entry.getValueNode()));
      }
      return map;
    } else if (node instanceof SequenceNode sequence) {
      List<Object> list = new ArrayList<>();
      sequence.getValue().forEach(item -> list.add(value(item)));
      return list;
    }
    return ((ScalarNode) node).getValue();
  }
}
