package nexus.functions.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A request for a function, whatever carried it.
 *
 * @param parameters each parameter with every value it was given, the path's among them
 * @param accept the {@code Accept} header; empty where there is none
 * @param body gives the body's bytes, none where there is no body
 * @param maxBytes most bytes that the answer should take
 * @param headers gives a header by its name, whatever the case; null where there is none
 */
public record Request(
    Map<String, List<String>> parameters,
    String accept,
    Supplier<byte[]> body,
    long maxBytes,
    UnaryOperator<String> headers) {

  /** A request without other headers. */
  public Request(
      Map<String, List<String>> parameters, String accept, Supplier<byte[]> body, long maxBytes) {
    this(parameters, accept, body, maxBytes, name -> null);
  }

  /** A header; empty where there is none. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.apply(name));
  }
}
