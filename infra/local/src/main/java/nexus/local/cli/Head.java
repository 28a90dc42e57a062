package nexus.local.cli;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The lines at the beginning of a file that say how to read the others, and so go before each part
 * of it.
 *
 * <ul>
 *   <li>Of text that begins with {@code #}, as dmon's does: all such lines, and dcgmi's line {@code
 *       ID} below them.
 *   <li>Of Prometheus's text, of JSON, and of rows whose columns are named elsewhere: none.
 *   <li>Of all else: the first line, and a line {@code sep=} before it.
 *   <li>Lines above that are no header of anything, as what {@code nohup} says, go with it.
 * </ul>
 *
 * @param ends where lines end
 * @param bytes how many bytes it is
 * @param lines how many lines
 */
record Head(LineEnds ends, int bytes, int lines) {

  /** A head that is longer is none. */
  static final int MOST_BYTES = 64 << 10;

  private static final Pattern COMMENT = Pattern.compile("#\\s*(HELP|TYPE|UNIT|EOF)\\b");

  private static final Pattern SAMPLE =
      Pattern.compile(
          "[A-Za-z_:][\\w:]*(\\{.*\\})?\\s+[-+]?(\\d[\\d.eE+-]*|NaN|Inf)(\\s+-?[\\d.]+)?\\s*");

  /** Lines above that are passed over, as the server does. */
  private static final int MOST_ABOVE = 20;

  private static final Pattern WORDS = Pattern.compile("\\S +\\S");
  private static final Pattern NUMBER = Pattern.compile("(^|\\s)-?\\d[\\d.:]*(\\s|$)");
  private static final Pattern SEPARATED = Pattern.compile("[,;\t|]");
  private static final Pattern SEPARATOR = Pattern.compile("sep=.?.?", Pattern.CASE_INSENSITIVE);

  /**
   * The head of a file.
   *
   * @param start its first bytes, up to {@link #MOST_BYTES}
   * @param namesColumns whether the file has no header
   * @return empty as long as it cannot be told where the head ends
   */
  static Optional<Head> of(byte[] start, boolean namesColumns) {
    LineEnds ends = LineEnds.of(start);
    Walk walk = new Walk(start, ends);
    String first = walk.line();
    if (first != null && SEPARATOR.matcher(first.strip()).matches()) {
      walk.take();
      first = walk.line();
    }
    while (first != null && !namesColumns && walk.lines < MOST_ABOVE && isAbove(first)) {
      walk.take();
      first = walk.line();
    }
    if (first == null) {
      return start.length >= MOST_BYTES
          ? Optional.of(new Head(ends, ends.mark(), 0))
          : Optional.empty();
    }
    if (namesColumns || isWithoutHead(first)) {
      return Optional.of(walk.head());
    }
    return first.startsWith("#") ? ofComments(walk) : Optional.of(walk.take().head());
  }

  /** Whether it is one of dmon's, by the bytes it was told of. */
  boolean isOfDmon(byte[] start) {
    return bytes > 0
        && ends.text(start, ends.mark(), bytes).lines().anyMatch(line -> line.startsWith("#"));
  }

  /** Whether the line is blank, or words without columns that begin nothing. */
  private static boolean isAbove(String line) {
    return (line.isBlank() || WORDS.matcher(line).find())
        && !line.startsWith("#")
        && !isWithoutHead(line)
        && !SEPARATED.matcher(line).find()
        && !NUMBER.matcher(line).find();
  }

  private static boolean isWithoutHead(String line) {
    return COMMENT.matcher(line).lookingAt()
        || SAMPLE.matcher(line).matches()
        || line.startsWith("{")
        || line.startsWith("[");
  }

  private static Optional<Head> ofComments(Walk walk) {
    String line = walk.line();
    while (line != null && line.startsWith("#")) {
      line = walk.take().line();
    }
    if (line == null) {
      return Optional.empty();
    }
    return Optional.of(line.strip().equalsIgnoreCase("ID") ? walk.take().head() : walk.head());
  }

  /** Goes over the lines of a file's beginning. */
  private static final class Walk {
    private final byte[] start;
    private final LineEnds ends;
    private int at;
    private int lines;

    Walk(byte[] start, LineEnds ends) {
      this.start = start;
      this.ends = ends;
      this.at = ends.mark();
    }

    /** The next line; null where it has no end yet. */
    String line() {
      int end = ends.after(start, at);
      if (end < 0) {
        return null;
      }
      String line = ends.text(start, at, end);
      return at == 0 && line.startsWith("\u00ef\u00bb\u00bf") ? line.substring(3) : line;
    }

    Walk take() {
      at = ends.after(start, at);
      lines++;
      return this;
    }

    Head head() {
      return new Head(ends, at, lines);
    }
  }
}
