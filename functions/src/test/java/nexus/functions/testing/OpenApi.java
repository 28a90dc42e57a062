package nexus.functions.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The description of the HTTP API, as what requests and answers are held against. Its schemas are
 * JSON Schema 2020-12 (OpenAPI 3.1, section 4.8.24), which a library judges.
 */
public final class OpenApi {

  private static final String FILE = "api/openapi.yaml";
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "delete", "patch", "options", "trace");

  private final JsonNode document;
  private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private final Map<String, JsonSchema> known = new ConcurrentHashMap<>();
  private final ObjectMapper json = new ObjectMapper();

  private OpenApi(JsonNode document) {
    this.document = document;
  }

  /** The description that the application serves. */
  public static OpenApi read() {
    try (InputStream file = OpenApi.class.getClassLoader().getResourceAsStream(FILE)) {
      return new OpenApi(new ObjectMapper(new YAMLFactory()).readTree(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Something that can be asked for.
   *
   * @param method in capitals
   * @param path with its parameters in braces
   */
  public record Operation(String method, String path) implements Comparable<Operation> {
    @Override
    public int compareTo(Operation other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return path + " " + method;
    }
  }

  /** A request and its answer. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Exchange(String method, String url, int status, String type, byte[] body) {}

  /** All that is described. */
  public Set<Operation> operations() {
    Set<Operation> all = new TreeSet<>();
    document.get("paths").properties().forEach(path -> addOperations(path.getKey(), all));
    return all;
  }

  private void addOperations(String path, Set<Operation> all) {
    document
        .get("paths")
        .get(path)
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (METHODS.contains(name)) {
                all.add(new Operation(name.toUpperCase(Locale.ROOT), path));
              }
            });
  }

  /** The operation that a request is for, or null. */
  public Operation find(String method, String url) {
    String path = url.split("\\?", 2)[0];
    return operations().stream()
        .filter(one -> one.method().equals(method) && matches(one.path(), path))
        .min((a, b) -> Long.compare(braces(a.path()), braces(b.path())))
        .orElse(null);
  }

  private static boolean matches(String template, String path) {
    return path.matches(template.replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+"));
  }

  private static long braces(String path) {
    return path.chars().filter(c -> c == '{').count();
  }

  /** Why an exchange is not as described; empty when it is. */
  public List<String> problems(Exchange exchange) {
    Operation operation = find(exchange.method(), exchange.url());
    if (operation == null) {
      return exchange.status() == 404 || exchange.status() == 405
          ? judge(failure(exchange.url()), exchange)
          : List.of("not described, yet answered " + exchange.status());
    }
    List<String> problems = new ArrayList<>();
    String at = pointer("paths", operation.path(), operation.method().toLowerCase(Locale.ROOT));
    if (exchange.status() < 300) {
      problems.addAll(parameterProblems(at, exchange.url()));
    }
    JsonNode responses = document.at(at).get("responses");
    String status = Integer.toString(exchange.status());
    String response = at + pointer("responses", responses.has(status) ? status : "default");
    boolean nothing = exchange.body().length == 0 && !document.at(resolve(response)).has("content");
    problems.addAll(nothing ? List.of() : judge(resolve(response), exchange));
    return problems;
  }

  /** Where it is described how a path fails for methods that it does not take. */
  private String failure(String url) {
    String path = url.split("\\?", 2)[0];
    return operations().stream()
        .filter(one -> matches(one.path(), path))
        .map(one -> pointer("paths", one.path(), one.method().toLowerCase(Locale.ROOT)))
        .map(at -> at + pointer("responses", "default"))
        .filter(at -> !document.at(at).isMissingNode())
        .map(this::resolve)
        .findFirst()
        .orElse("/components/responses/Error");
  }

  private List<String> parameterProblems(String at, String url) {
    List<String> problems = new ArrayList<>();
    Map<String, JsonNode> described = parameters(at);
    new QueryStringDecoder(url)
        .parameters()
        .forEach(
            (name, values) -> {
              if (!described.containsKey(name)) {
                problems.add("parameter " + name + " is not described, yet taken");
                return;
              }
              String schema = described.get(name).asText() + "/schema";
              values.forEach(value -> problems.addAll(judgeText(schema, name, value)));
            });
    return problems;
  }

  /** Names of the parameters that an operation takes in its query, in the order described. */
  public List<String> queryParameters(Operation operation) {
    String method = operation.method().toLowerCase(Locale.ROOT);
    return List.copyOf(parameters(pointer("paths", operation.path(), method)).keySet());
  }

  /** Media types of an operation's good answers. */
  public List<String> types(Operation operation) {
    String method = operation.method().toLowerCase(Locale.ROOT);
    String response = pointer("paths", operation.path(), method, "responses", "200");
    List<String> types = new ArrayList<>();
    document.at(resolve(response)).path("content").fieldNames().forEachRemaining(types::add);
    return types;
  }

  /** Where each parameter of the query is described. */
  private Map<String, JsonNode> parameters(String at) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    JsonNode list = document.at(at).path("parameters");
    for (int i = 0; i < list.size(); i++) {
      String where = resolve(at + "/parameters/" + i);
      JsonNode parameter = document.at(where);
      if (parameter.get("in").asText().equals("query")) {
        found.put(parameter.get("name").asText(), TextNode.valueOf(where));
      }
    }
    return found;
  }

  /** A list's items are judged, and a number as a number. */
  private List<String> judgeText(String at, String name, String value) {
    JsonNode schema = document.at(resolve(at));
    String type = schema.path("type").asText();
    if (type.equals("array")) {
      return judgeText(at + "/items", name, value);
    }
    JsonNode node =
        type.equals("integer") && value.matches("-?\\d{1,18}")
            ? json.getNodeFactory().numberNode(Long.parseLong(value))
            : TextNode.valueOf(value);
    return judge(resolve(at), node, "parameter " + name);
  }

  private List<String> judge(String response, Exchange exchange) {
    JsonNode content = document.at(response).path("content");
    if (exchange.method().equals("HEAD")) {
      return List.of();
    }
    String type = exchange.type() == null ? "" : exchange.type().split(";", 2)[0].strip();
    if (!content.has(type)) {
      return List.of(exchange.status() + " of type '" + type + "' is not described");
    }
    if (!type.equals("application/json")) {
      return List.of();
    }
    try {
      return judge(
          response + pointer("content", type, "schema"), json.readTree(exchange.body()), "body");
    } catch (IOException e) {
      return List.of("no JSON: " + e.getMessage());
    }
  }

  private List<String> judge(String at, JsonNode value, String what) {
    Set<ValidationMessage> messages =
        known.computeIfAbsent(resolve(at), this::schema).validate(value);
    return messages.stream().map(message -> what + ": " + message.getMessage()).toList();
  }

  private JsonSchema schema(String at) {
    return schemas.getSchema(
        SchemaLocation.of("classpath:" + FILE + "#" + at),
        SchemaValidatorsConfig.builder().build());
  }

  /** Follows a reference that stands at a place. */
  private String resolve(String at) {
    String place = at;
    while (document.at(place).size() == 1 && document.at(place).has("$ref")) {
      place = document.at(place).get("$ref").asText().substring(1);
    }
    return place;
  }

  /** RFC 6901. */
  private static String pointer(String... names) {
    StringBuilder pointer = new StringBuilder();
    for (String name : names) {
      pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }
}
