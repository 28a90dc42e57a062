package nexus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a text file that a command rewrites, between two lines:
 *
 * <pre>
 * &lt;!-- NAME:begin --&gt;
 * …
 * &lt;!-- NAME:end --&gt;
 * </pre>
 *
 * @param file the file
 * @param name the region's name
 */
public record Region(Path file, String name) {

  /**
   * What is between the two lines.
   *
   * @throws IOException when the file cannot be read, or lacks one of them
   */
  public String read() throws IOException {
    String text = Files.readString(file);
    return text.substring(from(text), to(text));
  }

  /**
   * Replaces what is between the two lines, and nothing else.
   *
   * @throws IOException when the file cannot be rewritten, or lacks one of them
   */
  public void write(String content) throws IOException {
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, from(text)) + content + text.substring(to(text)));
  }

  private int from(String text) throws IOException {
    String begin = "<!-- " + name + ":begin -->\n";
    return found(begin, text.indexOf(begin)) + begin.length();
  }

  private int to(String text) throws IOException {
    String end = "<!-- " + name + ":end -->";
    return found(end, text.indexOf(end, from(text)));
  }

  private int found(String marker, int at) throws IOException {
    if (at < 0) {
      throw new IOException(file + " has no line " + marker.strip());
    }
    return at;
  }
}
