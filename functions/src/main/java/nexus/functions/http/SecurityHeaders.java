package nexus.functions.http;

import java.util.Map;

/** Headers that every answer carries, errors as well, over HTTP and on Lambda. */
final class SecurityHeaders {

  /**
   * Of answers that are data: a browser is to run, show in a frame, keep and guess nothing of them.
   * A page for people needs other headers, of its own and beside these: nothing else may have them.
   */
  static final Map<String, String> DATA =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-store");

  private SecurityHeaders() {}
}
