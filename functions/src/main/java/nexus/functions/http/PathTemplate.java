package nexus.functions.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.model.InvalidInputException;

/**
 * A path of which some segments are parameters, as {@code /api/v1/hosts/{host}/gpus} (RFC 6570,
 * level 1).
 *
 * @param text the path; a parameter stands in braces and is a segment
 * @param segments what is between its slashes
 */
record PathTemplate(String text, List<String> segments) {

  static PathTemplate of(String text) {
    return new PathTemplate(text, segments(text));
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }

  /** Names of its parameters. */
  List<String> names() {
    return segments.stream().filter(PathTemplate::isParameter).map(PathTemplate::name).toList();
  }

  /** The path as Vert.x writes it: {@code /api/v1/hosts/:host/gpus}. */
  String route() {
    return text.replaceAll("\\{(\\w+)}", ":$1");
  }

  /** Whether {@code path}, undecoded, is one of these; a parameter is never empty. */
  boolean matches(String path) {
    List<String> given = segments(path);
    if (given.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < given.size(); i++) {
      boolean same =
          isParameter(segments.get(i))
              ? !given.get(i).isEmpty()
              : segments.get(i).equals(given.get(i));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /**
   * What a path that matches says, decoded, by parameter.
   *
   * @throws InvalidInputException naming the parameter that cannot be decoded
   */
  Map<String, String> parameters(String path) {
    List<String> given = segments(path);
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < given.size(); i++) {
      String segment = segments.get(i);
      if (isParameter(segment)) {
        String name = name(segment);
        parameters.put(name, decode(name, given.get(i)));
      }
    }
    return parameters;
  }

  private static String name(String parameter) {
    return parameter.substring(1, parameter.length() - 1);
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  /** Of a path: there a plus is a plus. */
  private static String decode(String name, String segment) {
    try {
      return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      InvalidInputException bad = new InvalidInputException(name, name + " cannot be decoded");
      bad.initCause(e);
      throw bad;
    }
  }
}
