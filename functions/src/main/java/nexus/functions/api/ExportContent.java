package nexus.functions.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import nexus.functions.http.Content;
import nexus.functions.http.Request;
import nexus.telemetry.query.Export;
import nexus.telemetry.query.SampleFormat;

/**
 * Samples as CSV or NDJSON. Headers say where a page behind it is.
 *
 * @param export the samples
 * @param format how they are written
 * @param query the query of the page behind, without its cursor
 */
record ExportContent(Export export, SampleFormat format, String query) implements Content {

  /**
   * @param inPath parameters that the path has already
   */
  static ExportContent of(Export export, SampleFormat format, Request request, Set<String> inPath) {
    StringJoiner query = new StringJoiner("&", "?", "&cursor=");
    query.add("format=" + name(format));
    for (Map.Entry<String, List<String>> one : request.parameters().entrySet()) {
      if (!inPath.contains(one.getKey()) && !Set.of("cursor", "format").contains(one.getKey())) {
        one.getValue()
            .forEach(value -> query.add(one.getKey() + "=" + URLEncoder.encode(value, UTF_8)));
      }
    }
    return new ExportContent(export, format, query.toString());
  }

  private static String name(SampleFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String type() {
    return format.mediaType();
  }

  @Override
  public Map<String, String> headers() {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Disposition", "attachment; filename=\"telemetry." + name(format) + "\"");
    export
        .cursor()
        .ifPresent(
            cursor -> {
              headers.put("X-Next-Cursor", cursor);
              headers.put("Link", "<" + query + cursor + ">; rel=\"next\"");
            });
    return headers;
  }

  @Override
  public void writeTo(OutputStream to) throws IOException {
    export.writeTo(to, format);
  }
}
