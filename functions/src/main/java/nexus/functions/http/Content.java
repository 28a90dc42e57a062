package nexus.functions.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * An answer that is no JSON: what a function answers then, instead of an object. Over HTTP one that
 * may be long is sent while it is written; all others, and on Lambda all, are written first and
 * sent as a whole.
 */
public interface Content {

  /** Its media type. */
  String type();

  /**
   * Whether it may be of any length, so that it is never held as a whole: then it takes a thread
   * for as long as its reader takes.
   */
  default boolean isLong() {
    return false;
  }

  /** Headers of its own, in place of those that all answers carry. */
  default Map<String, String> headers() {
    return Map.of();
  }

  /**
   * Writes it, once. Fails as a function does: before much is written the failure is the answer,
   * later the answer breaks off.
   *
   * @throws IOException when {@code to} fails
   */
  void writeTo(OutputStream to) throws IOException;
}
