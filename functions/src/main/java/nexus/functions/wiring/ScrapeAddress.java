package nexus.functions.wiring;

import java.net.URI;
import java.net.URISyntaxException;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/**
 * Where an exporter is.
 *
 * @param uri {@code http} or {@code https}, with a host and a path, without a user
 */
public record ScrapeAddress(URI uri) {

  /** Longest address, in characters. */
  public static final int MOST_LENGTH = 2_048;

  private static final String FIELD = "target";
  private static final int MOST_PORT = 65_535;

  /**
   * Reads an address such as {@code http://node1:9400/metrics}.
   *
   * @throws InvalidInputException with field {@code target} and what is wrong with it
   */
  public static ScrapeAddress of(String text) {
    if (text.length() > MOST_LENGTH) {
      throw new InvalidInputException(
          FIELD, "an address has at most " + MOST_LENGTH + " characters");
    }
    URI uri = uri(text);
    if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
      throw bad("an address begins with http:// or https://", text);
    } else if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new InvalidInputException(FIELD, "an address has no user, no password and no #");
    } else if (uri.getHost() == null || !Names.isValid(host(uri)) || !hasGoodPort(uri)) {
      throw bad("an address has a host name and a port such as node1:9400", text);
    }
    return new ScrapeAddress(uri.getRawPath().isEmpty() ? uri.resolve("/") : uri);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      InvalidInputException bad = bad("an address is one such as http://node1:9400/metrics", text);
      bad.initCause(e);
      throw bad;
    }
  }

  private static boolean hasGoodPort(URI uri) {
    return uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= MOST_PORT);
  }

  /** Does not quote what may hold a password. */
  private static InvalidInputException bad(String allowed, String text) {
    String quoted = text.contains("@") ? "this one" : "'" + text + "'";
    return new InvalidInputException(FIELD, allowed + ", and " + quoted + " is none");
  }

  /** The host, an address of IPv6 without its brackets. */
  public String host() {
    return host(uri);
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Host and port, a name; the host alone where no port is said. */
  public String name() {
    String name = uri.getPort() == -1 ? host() : host() + ":" + uri.getPort();
    return Names.isValid(name) ? name : host();
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
