package nexus.functions.http;

import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import nexus.telemetry.model.InvalidInputException;

/** Every function that answers a path: what the routes and the handlers of Lambda serve from. */
@Singleton
final class EndpointFunctions {

  private final Map<Endpoint, Function<Request, Object>> functions = new EnumMap<>(Endpoint.class);

  EndpointFunctions(@All List<EndpointSource> sources) {
    for (EndpointSource source : sources) {
      for (EndpointFunction one : source.endpoints()) {
        if (functions.put(one.endpoint(), one.function()) != null) {
          throw new IllegalStateException(one.endpoint() + " has two functions");
        }
      }
    }
  }

  /**
   * Answers a request.
   *
   * @param request what is asked, with the query's parameters; the path's come on top
   * @throws StatusException 404 when the path has no function
   * @throws InvalidInputException when a parameter of the path is blank, or in the query as well
   */
  Object answer(Endpoint.Match match, Request request) {
    Function<Request, Object> function = functions.get(match.endpoint());
    if (function == null) {
      throw new StatusException(404);
    }
    Map<String, List<String>> all = new TreeMap<>(request.parameters());
    match.pathParameters().forEach((name, value) -> add(all, name, value));
    return function.apply(new Request(all, request.accept(), request.body(), request.maxBytes()));
  }

  private static void add(Map<String, List<String>> all, String name, String value) {
    if (value.isBlank()) {
      throw new InvalidInputException(name, name + " is missing");
    }
    if (all.putIfAbsent(name, List.of(value)) != null) {
      throw new InvalidInputException(name, name + " stands in the path already");
    }
  }
}
