package nexus.functions.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import nexus.telemetry.model.InvalidInputException;

/**
 * Every endpoint there is: finds the one that serves a request. Where two stand for one path, they
 * differ in their methods; where several match, the first serves.
 */
public final class EndpointTable {

  private final List<Endpoint> endpoints;

  /**
   * @param endpoints every endpoint, in the order in which they are asked
   */
  public EndpointTable(List<Endpoint> endpoints) {
    this.endpoints = List.copyOf(endpoints);
  }

  /** Every endpoint. */
  public List<Endpoint> all() {
    return endpoints;
  }

  /**
   * Where a request goes.
   *
   * @param endpoint what is at its path
   * @param pathParameters what the path says besides, decoded
   */
  record Match(Endpoint endpoint, Map<String, String> pathParameters) {

    Match {
      pathParameters = Map.copyOf(pathParameters);
    }
  }

  /**
   * Finds what serves a request.
   *
   * @param path its path, undecoded
   * @throws StatusException 404, or 405 with the methods that the path takes
   * @throws InvalidInputException when a parameter of the path cannot be decoded
   */
  Match match(String method, String path) {
    List<Endpoint> there = endpoints.stream().filter(one -> one.template().matches(path)).toList();
    if (there.isEmpty()) {
      throw new StatusException(404);
    }
    for (Endpoint endpoint : there) {
      if (endpoint.methods().contains(method)) {
        return new Match(endpoint, endpoint.template().parameters(path));
      }
    }
    throw StatusException.notAllowed(
        there.stream().map(Endpoint::allow).collect(Collectors.joining(", ")));
  }

  /**
   * How what goes wrong with a request is told, where its path has a way of its own, also for
   * methods that it does not take.
   *
   * @param uri where the request goes, with its query or without
   */
  Optional<Failure.Shape> failures(String uri) {
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    return endpoints.stream()
        .filter(one -> one.template().matches(path))
        .flatMap(one -> one.failures().stream())
        .findFirst();
  }

  /**
   * Answers a request by the endpoint's function.
   *
   * @param request what is asked, with the query's parameters; the path's come on top
   * @throws StatusException 404 when no function answers the path
   * @throws InvalidInputException when a parameter of the path is blank, or in the query as well,
   *     or one is given that the endpoint does not know
   */
  static Object answer(Match match, Request request) {
    if (!(match.endpoint().served() instanceof Endpoint.ByFunction by)) {
      throw new StatusException(404);
    }
    Function<Request, Object> function = by.function();
    Map<String, List<String>> all = new TreeMap<>(request.parameters());
    match.pathParameters().forEach((name, value) -> add(all, name, value));
    Parameters.check(all.keySet(), match.endpoint());
    return function.apply(
        new Request(all, request.accept(), request.body(), request.maxBytes(), request.headers()));
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
