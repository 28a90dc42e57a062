package nexus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a Markdown file that a measurement owns: the lines between two comments. What stands
 * around it is left as it is.
 *
 * <pre>
 * &lt;!-- jmh:begin --&gt;
 * | benchmark | …
 * &lt;!-- jmh:end --&gt;
 * </pre>
 */
public final class ReadmeRegion {

  private final String name;
  private final String begin;
  private final String end;

  /**
   * @param name which region, as its comments name it
   */
  public ReadmeRegion(String name) {
    this.name = name;
    this.begin = "<!-- " + name + ":begin -->";
    this.end = "<!-- " + name + ":end -->";
  }

  /**
   * Rewrites the region in a file.
   *
   * @param lines what stands in it from now on
   * @throws IOException when the file cannot be read or written
   * @throws IllegalArgumentException when the file does not have the region exactly once
   */
  public void rewrite(Path file, String lines) throws IOException {
    Files.writeString(file, rewrite(Files.readString(file), lines));
  }

  /** The text with the region's lines replaced. */
  String rewrite(String text, String lines) {
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end);
    boolean once = text.lastIndexOf(begin) == from - begin.length() && text.lastIndexOf(end) == to;
    if (from < begin.length() || to < from || !once) {
      throw new IllegalArgumentException("there must be one region " + name + ": " + begin + end);
    }
    return text.substring(0, from) + "\n" + lines.strip() + "\n" + text.substring(to);
  }
}
