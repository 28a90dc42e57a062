package nexus.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.bench.Series;

/**
 * What a generated file of the long format holds, read from it without any of the systems' code:
 * what every answer is held against.
 */
final class Content {

  /** Between two fields: the generator quotes all of them, and none before the labels has this. */
  private static final String SEPARATOR = "\",\"";

  private static final int METRIC = 1;
  private static final int UUID = 4;
  private static final int VALUE = 10;
  private static final int FIELDS = 12;

  private final Map<SeriesName, Series> series = new HashMap<>();
  private long rows;

  private Content() {}

  /** Reads {@code file}, its rows in the order of time. */
  static Content read(Path file) throws IOException {
    Content content = new Content();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        content.add(line.split(SEPARATOR, FIELDS));
      }
    }
    return content;
  }

  long rows() {
    return rows;
  }

  /** All series, in no order that means anything but the same for the same file. */
  List<SeriesName> names() {
    return new ArrayList<>(series.keySet());
  }

  Series series(SeriesName name) {
    return series.get(name);
  }

  /** Time of the first point of all, epoch milliseconds. */
  long firstMs() {
    return series.values().stream().mapToLong(Series::firstMs).min().orElseThrow();
  }

  /** Time of the last point of all, epoch milliseconds. */
  long lastMs() {
    return series.values().stream().mapToLong(Series::lastMs).max().orElseThrow();
  }

  private void add(String[] fields) {
    long timeMs = Instant.parse(fields[0].substring(1)).toEpochMilli();
    series
        .computeIfAbsent(new SeriesName(fields[UUID], fields[METRIC]), name -> new Series())
        .add(timeMs, Double.parseDouble(fields[VALUE]));
    rows++;
  }
}
