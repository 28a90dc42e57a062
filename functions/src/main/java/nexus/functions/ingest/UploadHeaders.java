package nexus.functions.ingest;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.functions.http.StatusException;
import nexus.telemetry.unpack.Container;
import nexus.telemetry.unpack.Hint;

/** What {@code Content-Type} and {@code Content-Encoding} say of an upload. */
final class UploadHeaders {

  static final String FORM = "multipart/form-data";

  /** What people's tools send with a file, whatever is in it: the file itself tells. */
  private static final Set<String> ANY =
      Set.of(
          "",
          "text/csv",
          "text/x-csv",
          "text/comma-separated-values",
          "application/x-csv",
          "application/csv",
          "text/plain",
          "text/tab-separated-values",
          "application/vnd.ms-excel",
          "application/octet-stream",
          "application/json",
          "application/x-ndjson",
          "application/openmetrics-text",
          "application/x-www-form-urlencoded");

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]*))", Pattern.CASE_INSENSITIVE);

  private UploadHeaders() {}

  /** The type alone, in small letters; empty where there is none. */
  static String type(String contentType) {
    return lower(contentType).split(";", 2)[0].strip();
  }

  /**
   * What they say.
   *
   * @throws StatusException 415 when an upload cannot be of that type, encoding or charset
   */
  static Hint hint(String contentType, String contentEncoding) {
    Optional<Container> encoding = encoding(lower(contentEncoding));
    Optional<Container> type = container(type(contentType));
    return new Hint(encoding.or(() -> type), charset(contentType));
  }

  private static Optional<Container> encoding(String name) {
    return switch (name) {
      case "", "identity" -> Optional.empty();
      case "gzip", "x-gzip" -> Optional.of(Container.GZIP);
      case "zstd" -> Optional.of(Container.ZSTD);
      default ->
          throw new StatusException(415, "send a Content-Encoding of gzip or zstd, or without one");
    };
  }

  private static Optional<Container> container(String type) {
    return switch (type) {
      case "application/gzip", "application/x-gzip" -> Optional.of(Container.GZIP);
      case "application/zstd", "application/x-zstd" -> Optional.of(Container.ZSTD);
      case "application/zip", "application/x-zip-compressed" -> Optional.of(Container.ZIP);
      default -> {
        if (!ANY.contains(type) && !type.equals(FORM)) {
          throw new StatusException(415);
        }
        yield Optional.empty();
      }
    };
  }

  private static Optional<Charset> charset(String contentType) {
    Matcher named = CHARSET.matcher(contentType == null ? "" : contentType);
    if (!named.find()) {
      return Optional.empty();
    }
    String name = named.group(1) == null ? named.group(2) : named.group(1);
    return Optional.of(
        Hint.charset(name.strip())
            .orElseThrow(
                () ->
                    new StatusException(
                        415,
                        "a charset is UTF-8, UTF-16, UTF-16LE, UTF-16BE, ISO-8859-1 or"
                            + " windows-1252")));
  }

  private static String lower(String header) {
    return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
  }
}
