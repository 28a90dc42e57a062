package nexus.functions.http;

import java.net.URI;
import java.util.Set;

/**
 * Keeps pages of other sites from changing anything. A browser lets any page post to any address,
 * one of this machine's as well, but says in {@code Origin} whose page it is. Programs send none.
 */
final class Origins {

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private Origins() {}

  /**
   * @param origin the request's {@code Origin}, or null
   * @param host its {@code Host}, or null
   * @throws StatusException 403 when the method changes something and the page is another site's
   */
  static void check(String method, String origin, String host) {
    if (origin != null && !SAFE.contains(method) && !isSame(origin, host)) {
      throw new StatusException(403);
    }
  }

  private static boolean isSame(String origin, String host) {
    try {
      URI page = URI.create(origin);
      URI here = URI.create(page.getScheme() + "://" + host);
      return page.getHost() != null
          && page.getHost().equalsIgnoreCase(here.getHost())
          && port(page) == port(here);
    } catch (IllegalArgumentException e) { // such as the origin null, of a page that hides its own
      return false;
    }
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(uri.getScheme()) ? 443 : 80;
  }
}
