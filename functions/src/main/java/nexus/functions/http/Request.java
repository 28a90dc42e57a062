package nexus.functions.http;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A request for a function, whatever carried it.
 *
 * @param parameters each parameter with every value it was given, the path's among them
 * @param accept the {@code Accept} header; empty where there is none
 * @param body gives the body's bytes, none where there is no body
 * @param maxBytes most bytes that the answer should take
 */
public record Request(
    Map<String, List<String>> parameters, String accept, Supplier<byte[]> body, long maxBytes) {}
