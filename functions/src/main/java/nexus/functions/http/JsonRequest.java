package nexus.functions.http;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A request for a {@link JsonEndpoint}, whatever carried it.
 *
 * @param parameters each parameter with every value it was given, the path's among them
 * @param body gives the body's bytes, none where there is no body
 * @param maxBytes most bytes that the answer's JSON should take
 */
public record JsonRequest(
    Map<String, List<String>> parameters, Supplier<byte[]> body, long maxBytes) {}
