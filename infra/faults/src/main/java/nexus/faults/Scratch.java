package nexus.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of data and logs that are thrown away; in {@code TMPDIR} where that is set. */
final class Scratch {

  private Scratch() {}

  /** A new folder whose name begins so. */
  static Path folder(String prefix) throws IOException {
    String parent = System.getenv("TMPDIR");
    return Files.createTempDirectory(
        Path.of(parent == null ? System.getProperty("java.io.tmpdir") : parent), prefix);
  }

  /** Deletes a folder and all in it; what a link leads to stays. */
  static void delete(Path folder) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(folder)) {
      found = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : found) {
      Files.delete(file);
    }
  }
}
