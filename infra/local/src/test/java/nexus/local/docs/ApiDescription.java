package nexus.local.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The OpenAPI description, as far as a page can contradict it. */
final class ApiDescription {

  private final Map<?, ?> root;

  private ApiDescription(Map<?, ?> root) {
    this.root = root;
  }

  static ApiDescription read() throws IOException {
    String yaml =
        Files.readString(Project.ROOT.resolve("functions/src/main/resources/api/openapi.yaml"));
    return new ApiDescription((Map<?, ?>) new Yaml().load(yaml));
  }

  /** What is wrong with the request; empty when the description has it. */
  Optional<String> objection(DocumentedRequest request) {
    Optional<String> path = path(request.path());
    if (path.isEmpty()) {
      return Optional.of("there is no path " + request.path());
    }
    Map<?, ?> item = map(map(root.get("paths")).get(path.get()));
    Object operation = item.get(request.method().toLowerCase(Locale.ROOT));
    if (operation == null) {
      return Optional.of(path.get() + " does not take " + request.method());
    }
    Map<?, ?> content = map(map(map(operation).get("requestBody")).get("content"));
    if (!request.contentType().isEmpty() && !content.containsKey(request.contentType())) {
      return Optional.of(path.get() + " does not take " + request.contentType());
    }
    Set<String> parameters =
        Stream.of(item, map(operation))
            .flatMap(part -> list(part.get("parameters")).stream())
            .map(this::map)
            .filter(parameter -> parameter.get("in").equals("query"))
            .map(parameter -> parameter.get("name").toString())
            .collect(Collectors.toSet());
    Set<String> fields =
        content.values().stream()
            .flatMap(type -> map(map(map(type).get("schema")).get("properties")).keySet().stream())
            .map(Object::toString)
            .collect(Collectors.toSet());
    return Stream.concat(
            request.parameters().stream().filter(name -> !parameters.contains(name)),
            request.fields().stream().filter(name -> !fields.contains(name)))
        .findFirst()
        .map(name -> path.get() + " has no " + name);
  }

  /** The path of the description that matches, the one with the fewest placeholders. */
  private Optional<String> path(String asked) {
    List<String> matching =
        map(root.get("paths")).keySet().stream()
            .map(Object::toString)
            .filter(
                path -> asked.equals(path) || asked.matches(path.replaceAll("\\{\\w+}", "[^/]+")))
            .toList();
    return matching.stream()
        .filter(asked::equals)
        .findFirst()
        .or(() -> matching.stream().findFirst());
  }

  /** The object, or what it refers to; empty where there is none. */
  private Map<?, ?> map(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return Map.of();
    }
    if (!(map.get("$ref") instanceof String reference)) {
      return map;
    }
    Object target = root;
    for (String name : reference.substring("#/".length()).split("/", -1)) {
      target = ((Map<?, ?>) target).get(name);
    }
    return map(target);
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
