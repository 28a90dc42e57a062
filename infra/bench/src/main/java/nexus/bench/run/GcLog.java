package nexus.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM's {@code -Xlog:gc} tells of its heap, in mebibytes.
 *
 * @param most most that was in use at a time: garbage too, since it is what a collection found
 * @param mostKept most that a collection left
 */
record GcLog(long most, long mostKept) {

  /** {@code Pause Young (Allocation Failure) 131M->20M(491M)}. */
  private static final Pattern COLLECTION = Pattern.compile(" (\\d+)M->(\\d+)M\\(\\d+M\\)");

  static GcLog read(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return of(lines);
    }
  }

  static GcLog of(Stream<String> lines) {
    return lines
        .map(COLLECTION::matcher)
        .filter(Matcher::find)
        .map(found -> new GcLog(Long.parseLong(found.group(1)), Long.parseLong(found.group(2))))
        .reduce(new GcLog(0, 0), GcLog::most);
  }

  private GcLog most(GcLog other) {
    return new GcLog(Math.max(most, other.most), Math.max(mostKept, other.mostKept));
  }
}
