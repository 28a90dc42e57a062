package nexus.local;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Standard output in UTF-8, whatever the locale says, and whether somebody watches it. */
final class Terminal {

  /** Set to true by the scripts when standard output is a terminal. */
  static final String IS_TERMINAL = "nexus.local.tty";

  private final PrintStream out;
  private final boolean interactive;

  Terminal() {
    this(new FileOutputStream(FileDescriptor.out), Boolean.getBoolean(IS_TERMINAL));
  }

  Terminal(OutputStream out, boolean interactive) {
    this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
    this.interactive = interactive;
  }

  boolean isInteractive() {
    return interactive;
  }

  void line(String text) {
    out.println(text);
  }

  void lines(List<String> texts) {
    texts.forEach(this::line);
  }

  void line(String format, Object... values) {
    line(String.format(Locale.ROOT, format, values));
  }

  /** Rewrites the last line of a terminal; {@code finished} moves on to the next. */
  void rewrite(String text, boolean finished) {
    out.print("\r" + text + (finished ? "\n" : ""));
    out.flush();
  }
}
