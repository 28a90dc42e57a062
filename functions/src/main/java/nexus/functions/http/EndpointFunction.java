package nexus.functions.http;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A function that answers a path, on every transport; an {@link EndpointSource} makes it known. It
 * may block. Its answer is written as JSON, unless it is {@link Content}.
 *
 * @param endpoint the path
 * @param function what answers it
 */
public record EndpointFunction(Endpoint endpoint, Function<Request, Object> function) {

  /** A function that is asked by parameters alone, and whose answers are small. */
  public static EndpointFunction of(
      Endpoint endpoint, Function<Map<String, List<String>>, Object> function) {
    return new EndpointFunction(endpoint, request -> function.apply(request.parameters()));
  }
}
