package nexus.lambda;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Captures in the long format, and a reading of them that shares nothing with the project's. */
final class Capture {

  /** Header of the long format. */
  static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,"
          + "labels_raw\n";

  static final long BEGIN_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private static final List<String> METRICS =
      List.of("DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_POWER_USAGE", "DCGM_FI_DEV_GPU_TEMP");
  private static final int HOST = 6;
  private static final int VALUE = 10;

  private Capture() {}

  /**
   * Two GPUs of one host with three metrics each, a scrape a second.
   *
   * @param base first value; another one makes another capture of the same rows
   */
  static String of(String host, int scrapes, int base) {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int scrape = 0; scrape < scrapes; scrape++) {
      for (int gpu = 0; gpu < 2; gpu++) {
        for (int metric = 0; metric < METRICS.size(); metric++) {
          csv.append(
              row(host, gpu, METRICS.get(metric), scrape, base + scrape * 0.125 + gpu + metric));
        }
      }
    }
    return csv.toString();
  }

  /** One row, {@code second} seconds behind the begin. */
  static String row(String host, int gpu, String metric, int second, double value) {
    return String.format(
        "%s,%s,%d,nvidia%d,GPU-%s-%d,H100,%s,,,,%s,\"host=\"\"%s\"\"\"\n",
        Instant.ofEpochMilli(BEGIN_MS + 1_000L * second),
        metric,
        gpu,
        gpu,
        host,
        gpu,
        host,
        value,
        host);
  }

  /** Rows of a capture, the header not counted. */
  static int rows(String csv) {
    return (int) csv.lines().count() - 1;
  }

  /** Every point: {@code host/gpu metric}, then epoch milliseconds to value. */
  static SortedMap<String, SortedMap<Long, Double>> points(String csv) {
    SortedMap<String, SortedMap<Long, Double>> points = new TreeMap<>();
    csv.lines()
        .skip(1)
        .map(line -> line.split(",", -1))
        .forEach(
            fields ->
                points
                    .computeIfAbsent(
                        fields[HOST] + "/" + fields[2] + " " + fields[1], name -> new TreeMap<>())
                    .put(Instant.parse(fields[0]).toEpochMilli(), Double.valueOf(fields[VALUE])));
    return points;
  }

  /** {@code text}, compressed. */
  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
