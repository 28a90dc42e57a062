package nexus.functions.api.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import nexus.functions.http.Content;
import nexus.functions.http.Request;
import nexus.telemetry.query.SampleSink;

/**
 * Samples as CSV or NDJSON. Headers say where a page behind it is.
 *
 * @param samples the samples
 * @param cursor for the page behind; empty when this is all
 * @param format how they are written
 * @param query the query of the page behind, without its cursor
 */
public record ExportContent(
    Samples samples, Optional<String> cursor, SampleFormat format, String query)
    implements Content {

  /** Hands over samples, and reads what is not read yet. */
  @FunctionalInterface
  public interface Samples {
    void writeTo(SampleSink sink) throws IOException;
  }

  /**
   * What answers {@code request}.
   *
   * @param inPath parameters that the path has already
   */
  public static ExportContent of(
      Samples samples,
      Optional<String> cursor,
      SampleFormat format,
      Request request,
      Set<String> inPath) {
    StringJoiner query = new StringJoiner("&", "?", "&cursor=");
    query.add("format=" + format.parameter());
    for (Map.Entry<String, List<String>> one : request.parameters().entrySet()) {
      if (!inPath.contains(one.getKey()) && !Set.of("cursor", "format").contains(one.getKey())) {
        one.getValue()
            .forEach(value -> query.add(one.getKey() + "=" + URLEncoder.encode(value, UTF_8)));
      }
    }
    return new ExportContent(samples, cursor, format, query.toString());
  }

  @Override
  public String type() {
    return format.mediaType();
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public Map<String, String> headers() {
    Map<String, String> headers = new TreeMap<>();
    headers.put(
        "Content-Disposition", "attachment; filename=\"telemetry." + format.parameter() + "\"");
    cursor.ifPresent(
        next -> {
          headers.put("X-Next-Cursor", next);
          headers.put("Link", "<" + query + next + ">; rel=\"next\"");
        });
    return headers;
  }

  @Override
  public void writeTo(OutputStream to) throws IOException {
    SampleWriter writer = format.open(to);
    samples.writeTo(writer);
    writer.end();
  }
}
