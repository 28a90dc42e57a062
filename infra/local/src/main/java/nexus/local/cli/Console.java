package nexus.local.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Where a command reads and writes, and who watches. Output is UTF-8, whatever the locale says. */
final class Console {

  /** Set by the script: columns of the terminal; absent or 0 where output is none. */
  static final String WIDTH = "nexus.cli.width";

  /** Set to true by the script when standard error is a terminal. */
  static final String ERR_IS_TERMINAL = "nexus.cli.tty.err";

  private static final String START_OF_LINE = "\r\u001b[K";

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final int width;
  private final boolean watched;
  private final boolean colour;

  /**
   * @param width columns of the terminal that output goes to; 0 when it goes to none
   * @param watched whether error output goes to a terminal
   */
  Console(
      InputStream in,
      OutputStream out,
      OutputStream err,
      int width,
      boolean watched,
      Map<String, String> environment) {
    this.in = in;
    this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
    this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    this.width = width;
    this.watched = watched;
    this.colour = width > 0 && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** This process's own. */
  static Console ofProcess() {
    return new Console(
        System.in,
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Integer.getInteger(WIDTH, 0),
        Boolean.getBoolean(ERR_IS_TERMINAL),
        System.getenv());
  }

  InputStream in() {
    return in;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  /** Columns of the terminal that output goes to; 0 when it goes to none. */
  int width() {
    return width;
  }

  boolean isTerminal() {
    return width > 0;
  }

  /** Whether somebody watches the progress on error output. */
  boolean isWatched() {
    return watched;
  }

  boolean hasColour() {
    return colour;
  }

  void line(String text) {
    out.print(text + "\n");
    out.flush();
  }

  void lines(List<String> texts) {
    texts.forEach(text -> out.print(text + "\n"));
    out.flush();
  }

  /** A table, as wide as the terminal at most. */
  void table(Table table) {
    lines(table.lines(width, colour));
  }

  /** A remark that is no part of the output. */
  void note(String text) {
    err.print((watched ? START_OF_LINE : "") + text + "\n");
    err.flush();
  }

  /** Rewrites the line of progress, where somebody watches; an empty one takes it away. */
  void progress(String text) {
    if (watched) {
      err.print(START_OF_LINE + text);
      err.flush();
    }
  }
}
