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
public record JsonEndpoint(Endpoint endpoint, Function<JsonRequest, Object> function) {

  /** A function that is asked by parameters alone, and whose answers are small. */
  public static JsonEndpoint of(
      Endpoint endpoint, Function<Map<String, List<String>>, Object> function) {
    return new JsonEndpoint(endpoint, request -> function.apply(request.parameters()));
  }
}
