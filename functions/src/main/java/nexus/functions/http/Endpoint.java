package nexus.functions.http;

import io.vertx.ext.web.Route;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A path that is served.
 *
 * @param template the path
 * @param methods the methods it takes
 * @param parameters names that a request may give, the path's own among them; empty where the
 *     endpoint looks at none and takes any
 * @param served how it is answered
 * @param failures how it tells what went wrong; empty for the usual way
 */
public record Endpoint(
    PathTemplate template,
    List<String> methods,
    Optional<Set<String>> parameters,
    Served served,
    Optional<Failure.Shape> failures) {

  public Endpoint {
    methods = List.copyOf(methods);
    parameters = parameters.map(Set::copyOf);
  }

  Endpoint(
      PathTemplate template,
      List<String> methods,
      Optional<Set<String>> parameters,
      Served served) {
    this(template, methods, parameters, served, Optional.empty());
  }

  /** The same, which tells in this way what went wrong. */
  public Endpoint failing(Failure.Shape shape) {
    return new Endpoint(template, methods, parameters, served, Optional.of(shape));
  }

  /** How an endpoint is answered. */
  public sealed interface Served {}

  /**
   * By a function, on every transport. It may block. Its answer is written as JSON, unless it is
   * {@link Content}.
   */
  record ByFunction(Function<Request, Object> function) implements Served {}

  /**
   * By a handler of its own, over HTTP alone.
   *
   * @param install tells the path's route of the handler
   */
  record ByHandler(Consumer<Route> install) implements Served {}

  /** By Funqy, over HTTP; on Lambda a handler takes events in its place. */
  record ByFunqy() implements Served {}

  /**
   * An endpoint that a function answers.
   *
   * @param parameters names of its parameters besides those in the path, with blanks between them
   */
  public static Endpoint of(
      String method, String path, Function<Request, Object> function, String parameters) {
    return checked(List.of(method), path, new ByFunction(function), parameters);
  }

  /** An endpoint that a function answers which looks at the parameters' names itself. */
  public static Endpoint ofAny(String method, String path, Function<Request, Object> function) {
    return new Endpoint(
        PathTemplate.of(path), List.of(method), Optional.empty(), new ByFunction(function));
  }

  /** An endpoint that answers by itself. */
  public static Endpoint own(
      String method, String path, Consumer<Route> install, String parameters) {
    return checked(List.of(method), path, new ByHandler(install), parameters);
  }

  /** An endpoint that answers by itself, and whatever parameters are given. */
  public static Endpoint ownOfAny(List<String> methods, String path, Consumer<Route> install) {
    return new Endpoint(PathTemplate.of(path), methods, Optional.empty(), new ByHandler(install));
  }

  /** An endpoint that Funqy answers. */
  public static Endpoint funqy(String method, String path) {
    return new Endpoint(PathTemplate.of(path), List.of(method), Optional.empty(), new ByFunqy());
  }

  private static Endpoint checked(
      List<String> methods, String path, Served served, String parameters) {
    PathTemplate template = PathTemplate.of(path);
    Set<String> names = new HashSet<>(template.names());
    Arrays.stream(parameters.split(" ", -1)).filter(name -> !name.isEmpty()).forEach(names::add);
    return new Endpoint(template, methods, Optional.of(names), served);
  }

  /** The path; parameters stand in braces. */
  public String path() {
    return template.text();
  }

  /** The methods it takes, as an {@code Allow} header lists them. */
  String allow() {
    return String.join(", ", methods);
  }
}
