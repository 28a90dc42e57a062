package nexus.functions.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import nexus.functions.http.Content;
import nexus.telemetry.model.Sha256;

/**
 * A file of the page, held in memory. A browser keeps it and asks each time whether it has changed.
 * Its {@code ETag} answers that, and is weak because the file may be sent compressed or plain.
 */
final class Asset implements Content {

  /** All that the page needs: its own files, and colours and icons within them. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final int TAG_BYTES = 12;

  private final String type;
  private final byte[] bytes;
  private final Map<String, String> headers;

  private Asset(String type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
    String tag = HexFormat.of().formatHex(Sha256.digest().digest(bytes), 0, TAG_BYTES);
    this.headers =
        Map.of(
            "Content-Security-Policy",
            POLICY,
            "Cache-Control",
            "no-cache",
            "ETag",
            "W/\"" + tag + "\"");
  }

  /**
   * Reads a file.
   *
   * @param resource its place on the class path; never made of what a request says
   */
  static Asset read(String resource) {
    try (InputStream in = Asset.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + resource);
      }
      return new Asset(type(resource), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  private static String type(String resource) {
    return switch (resource.substring(resource.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "yaml" -> "application/yaml";
      default -> throw new IllegalArgumentException("no type is known of " + resource);
    };
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public void writeTo(OutputStream to) throws IOException {
    to.write(bytes);
  }
}
