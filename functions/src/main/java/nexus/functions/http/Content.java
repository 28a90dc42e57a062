package nexus.functions.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * An answer that is no JSON: what a function answers then, instead of an object. Over HTTP it is
 * sent while it is written, however long it is; on Lambda it is written first and sent as a whole.
 */
public interface Content {

  /** Its media type. */
  String type();

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
