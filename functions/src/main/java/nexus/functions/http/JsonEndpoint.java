package nexus.functions.http;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A function that answers a path, on every transport; made known by a producer of this type. It may
 * block.
 *
 * @param endpoint the path
 * @param function what answers it
 */
public record JsonEndpoint(Endpoint endpoint, Bounded function) {

  /** A function whose answer can be kept small. */
  @FunctionalInterface
  public interface Bounded {

    /**
     * Answers a request.
     *
     * @param parameters each parameter with every value it was given, the path's among them
     * @param maxBytes most bytes that the answer's JSON should take
     */
    Object answer(Map<String, List<String>> parameters, long maxBytes);
  }

  /** A function whose answers are small. */
  public static JsonEndpoint of(
      Endpoint endpoint, Function<Map<String, List<String>>, Object> function) {
    return new JsonEndpoint(endpoint, (parameters, maxBytes) -> function.apply(parameters));
  }
}
