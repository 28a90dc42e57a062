package nexus.bench.compare;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import nexus.bench.Generate;
import nexus.bench.Plan;

/** A capture in OpenMetrics, which Prometheus makes blocks of. */
final class OpenMetrics {

  private static final int MILLIS = 3;

  private OpenMetrics() {}

  /**
   * Writes a capture, by way of a file beside it.
   *
   * @param plan a capture in Prometheus's text
   */
  static void write(Plan plan, Path to) throws IOException {
    Path text = to.resolveSibling(to.getFileName() + ".text");
    try (OutputStream out = Files.newOutputStream(text)) {
      Generate.write(plan, out);
    }
    try (BufferedReader in = Files.newBufferedReader(text, StandardCharsets.US_ASCII);
        BufferedWriter out = Files.newBufferedWriter(to, StandardCharsets.US_ASCII)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.startsWith("#")) {
          out.write(inSeconds(line));
          out.write('\n');
        }
      }
      out.write("# EOF\n");
    }
    Files.delete(text);
  }

  /** A sample whose time is in seconds, and not in milliseconds. */
  static String inSeconds(String line) {
    int point = line.length() - MILLIS;
    return line.substring(0, point) + "." + line.substring(point);
  }
}
