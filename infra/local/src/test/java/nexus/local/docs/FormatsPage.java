package nexus.local.docs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The table of captures that docs/formats.md begins with. */
public final class FormatsPage {

  private static final String HEAD = "| it is |";
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String EDGE = " \\| ";

  private FormatsPage() {}

  /**
   * A kind of capture.
   *
   * @param it what it is
   * @param made the command that makes such a file, as the shell reads it; empty where none does
   * @param sent the words of the command that sends it
   */
  public record Row(String it, String made, List<String> sent) {

    public Row {
      sent = List.copyOf(sent);
    }

    /** The file that is sent. */
    public String file() {
      return sent.get(sent.size() - 1);
    }
  }

  /** All rows of the table. */
  public static List<Row> rows() throws IOException {
    List<String> lines =
        Page.read(Project.ROOT.resolve("docs/formats.md"))
            .text()
            .lines()
            .dropWhile(line -> !line.startsWith(HEAD))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .toList();
    List<Row> rows = new ArrayList<>();
    for (String line : lines) {
      rows.add(row(line));
    }
    return rows;
  }

  private static Row row(String line) {
    String[] cells = line.substring(2, line.length() - 2).split(EDGE, -1);
    if (cells.length != 3) {
      throw new AssertionError("a row has three cells, not as this one: " + line);
    }
    List<String> made = code(cells[1]);
    List<String> sent = code(cells[2]);
    if (made.size() > 1 || sent.size() != 1) {
      throw new AssertionError("a row has one command a cell, not as this one: " + line);
    }
    List<List<String>> commands = ShellCommands.of(sent.get(0));
    return new Row(cells[0], made.isEmpty() ? "" : made.get(0), commands.get(0));
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
