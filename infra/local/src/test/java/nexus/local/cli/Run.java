package nexus.local.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One command as the script would run it, without a terminal.
 *
 * @param status exit status
 * @param out what it printed
 * @param err what it complained of
 */
record Run(int status, String out, String err) {

  static Run of(String... words) {
    return with("", 0, Map.of(), words);
  }

  /**
   * @param in standard input
   * @param width columns of the terminal, 0 for none
   */
  static Run with(String in, int width, Map<String, String> environment, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            out,
            err,
            width,
            width > 0,
            environment);
    int status = Nexus.run(console, environment, words);
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
