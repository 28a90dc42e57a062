package nexus.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a text between {@code <!-- name:begin -->} and {@code <!-- name:end -->}, each on a
 * line of its own, which a measurement writes anew.
 */
final class Region {

  private final String begin;
  private final String end;

  Region(String name) {
    this.begin = "<!-- " + name + ":begin -->\n";
    this.end = "<!-- " + name + ":end -->";
  }

  /**
   * Replaces the region in {@code file}; all else stays as it is.
   *
   * @throws IOException when there is no such file or no such region in it
   */
  void write(Path file, String content) throws IOException {
    Files.writeString(file, replace(Files.readString(file), content));
  }

  String replace(String text, String content) throws IOException {
    int from = text.indexOf(begin);
    int to = text.indexOf(end, Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new IOException("no line " + begin.strip() + " with its end to write between");
    }
    return text.substring(0, from + begin.length()) + content + text.substring(to);
  }
}
