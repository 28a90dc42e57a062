package nexus.functions.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** CSV for tests, and a reading of it that shares nothing with the project's own. */
public final class Csv {

  /** Header of the long format. */
  public static final String LONG =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,"
          + "labels_raw\n";

  private Csv() {}

  /** The project's own sample. */
  public static Path sample() {
    return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
        .map(folder -> folder.resolve("infra/local/sample.csv"))
        .filter(Files::isReadable)
        .findFirst()
        .orElseThrow();
  }

  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One value a second of one GPU, from {@code 2026-01-01T00:00:00Z}. */
  public static String series(String host, String metric, double... values) {
    StringBuilder csv = new StringBuilder(LONG);
    for (int i = 0; i < values.length; i++) {
      csv.append(row(i, host, metric, Double.toString(values[i])));
    }
    return csv.toString();
  }

  /** A row of GPU 0 of a host. */
  public static String row(int second, String host, String metric, String value) {
    return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second)
        + ","
        + metric
        + ",0,nvidia0,GPU-"
        + host
        + ",H100,"
        + host
        + ",,,,"
        + value
        + ",\n";
  }

  public static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Every point: host/gpu, then metric, then epoch milliseconds to value. */
  public static SortedMap<String, SortedMap<String, SortedMap<Long, Double>>> points(String csv) {
    SortedMap<String, SortedMap<String, SortedMap<Long, Double>>> points = new TreeMap<>();
    List<String> lines = csv.lines().toList();
    List<String> header = fields(lines.get(0));
    for (String line : lines.subList(1, lines.size())) {
      Map<String, String> row = new TreeMap<>();
      List<String> fields = fields(line);
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i), fields.get(i));
      }
      points
          .computeIfAbsent(row.get("Hostname") + "/" + row.get("gpu_id"), gpu -> new TreeMap<>())
          .computeIfAbsent(row.get("metric_name"), metric -> new TreeMap<>())
          .put(
              OffsetDateTime.parse(row.get("timestamp")).toInstant().toEpochMilli(),
              Double.valueOf(row.get("value")));
    }
    return points;
  }

  /** Cuts at commas that have an even number of quotes before them. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    for (String field : line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
      boolean quoted = field.startsWith("\"");
      fields.add(quoted ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field);
    }
    return fields;
  }
}
