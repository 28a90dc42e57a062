package nexus.functions.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import nexus.telemetry.model.InvalidInputException;

/** Reads a query's parameters and checks their names. */
final class Parameters {

  private static final Pattern TYPED = Pattern.compile("[\"<>\\[\\]\\\\^`{|}]");

  private Parameters() {}

  /**
   * Refuses a name that the endpoint does not know: a slip of the pen must not be taken for a
   * default.
   *
   * @throws InvalidInputException naming the parameter
   */
  static void check(Collection<String> given, Endpoint endpoint) {
    endpoint.parameters().ifPresent(known -> check(given, known));
  }

  /**
   * Refuses such a name, and one that is given more than once, for endpoints whose parameters have
   * one value each.
   *
   * @throws InvalidInputException naming the parameter
   */
  static void checkOnce(MultiMap given, Endpoint endpoint) {
    check(given.names(), endpoint);
    for (String name : endpoint.parameters().orElse(Set.of())) {
      if (given.getAll(name).size() > 1) {
        throw new InvalidInputException(name, name + " is given more than once");
      }
    }
  }

  private static void check(Collection<String> given, Set<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        throw new InvalidInputException(
            name, "unknown parameter " + name + "; known are " + new TreeSet<>(known));
      }
    }
  }

  /**
   * Decodes a query as it stands in a URL: each name with every value it has there.
   *
   * @param query what follows the question mark; null for none
   * @throws InvalidInputException when it could not stand in a URL
   */
  static Map<String, List<String>> parse(String query) {
    if (query == null) {
      return Map.of();
    }
    checkUrl("?" + query);
    return new QueryStringDecoder(query, UTF_8, false).parameters();
  }

  /**
   * Checks a URL. In its query those characters may stand as they are that people type into PromQL,
   * as other servers let them.
   *
   * @throws InvalidInputException when {@code url} is none
   */
  static void checkUrl(String url) {
    int query = url.indexOf('?') + 1;
    String typed = query == 0 ? "" : TYPED.matcher(url.substring(query)).replaceAll("_");
    try {
      URI unused = new URI(query == 0 ? url : url.substring(0, query) + typed);
    } catch (URISyntaxException e) {
      InvalidInputException bad =
          new InvalidInputException(null, "the URL is none: " + e.getReason());
      bad.initCause(e);
      throw bad;
    }
  }
}
