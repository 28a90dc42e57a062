package nexus.telemetry.fields;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the tables beside this class: lines of cells between tabs, the first names the columns. */
final class Table {

  private Table() {}

  /** A row of a table. */
  record Row(List<String> columns, List<String> cells) {
    String get(String column) {
      int place = columns.indexOf(column);
      return place < cells.size() ? cells.get(place).strip() : "";
    }
  }

  /** The rows of a table; lines that begin with # are remarks. */
  static List<Row> rows(String table) {
    List<Row> rows = new ArrayList<>();
    List<String> columns = null;
    for (String line : cells(text(table), '\n')) {
      if (line.isBlank() || line.charAt(0) == '#') {
        continue;
      }
      List<String> cells = cells(line, '\t');
      if (columns == null) {
        columns = cells;
      } else {
        rows.add(new Row(columns, cells));
      }
    }
    return rows;
  }

  /** Plainly, as this stands before the first file that is read. */
  static List<String> cells(String text, char separator) {
    List<String> cells = new ArrayList<>();
    int from = 0;
    for (int to = text.indexOf(separator); to >= 0; to = text.indexOf(separator, from)) {
      cells.add(text.substring(from, to));
      from = to + 1;
    }
    cells.add(text.substring(from));
    return cells;
  }

  private static String text(String table) {
    try (InputStream in = Table.class.getResourceAsStream(table)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The table " + table + " cannot be read.", e);
    }
  }
}
