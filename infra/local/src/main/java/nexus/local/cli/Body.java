package nexus.local.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a request carries. */
interface Body {

  /** Its media type. */
  String type();

  /** Its bytes; -1 where nobody knows. */
  long length();

  /**
   * Writes all of it.
   *
   * @param moved to be called after every piece, as a request that stands still is ended
   */
  void writeTo(OutputStream out, Runnable moved) throws IOException;

  /** A JSON document. */
  static Body json(String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    return new Body() {
      @Override
      public String type() {
        return "application/json";
      }

      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public void writeTo(OutputStream out, Runnable moved) throws IOException {
        out.write(bytes);
      }
    };
  }
}
