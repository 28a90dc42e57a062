package nexus.telemetry.fields;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the tables and puts together what they say of each field. */
final class FieldTables {

  private static final String RATIO = "_RATIO";

  /**
   * A newer name in base units.
   *
   * @param name the newer name
   * @param factor by which its values are multiplied
   */
  private record Conversion(String name, double factor) {}

  private final Map<String, Conversion> conversions = new HashMap<>();
  private final Map<String, String> shown = new HashMap<>();
  private final Map<String, List<String>> others = new HashMap<>();
  private final TreeMap<String, Field> fields = new TreeMap<>();
  private final FieldNames names = new FieldNames();

  private FieldTables() {}

  static Fields read() {
    FieldTables tables = new FieldTables();
    tables.readConversions();
    tables.readNames();
    for (Row row : rows("dcgm-fields.tsv")) {
      tables.add(row);
    }
    return new Fields(tables.fields, tables.names);
  }

  private void readConversions() {
    for (Row row : rows("dcgm-conversions.tsv")) {
      double factor = Double.parseDouble(row.get("factor"));
      conversions.put(row.get("old_name"), new Conversion(row.get("new_name"), factor));
    }
  }

  private void readNames() {
    for (Row row : rows("field-names.tsv")) {
      shown.put(row.get("name"), row.get("shown"));
      others.put(row.get("name"), split(row.get("others"), ";"));
    }
  }

  /** In the table the newer name stands first, and the older one beside it. */
  private void add(Row row) {
    String first = row.get("name");
    String alias = row.get("aliases");
    String name = alias.isEmpty() ? first : alias;
    Conversion conversion = conversions.getOrDefault(name, new Conversion(first, 1));
    Field field = field(row, name, conversion);
    fields.put(name, field);
    names.add(name, FieldName.of(field, 1, false));
    for (String other : field.aliases()) {
      boolean converted = other.equals(conversion.name());
      double factor = converted ? conversion.factor() : 1;
      names.add(other, FieldName.of(field, factor, factor == 100 && other.endsWith(RATIO)));
    }
  }

  private Field field(Row row, String name, Conversion conversion) {
    Map<String, Boolean> aliases = new LinkedHashMap<>();
    aliases.put(conversion.name(), true);
    aliases.put(row.get("name"), true);
    others.getOrDefault(name, List.of()).forEach(other -> aliases.put(other, true));
    aliases.remove(name);
    Kind kind = Kind.of(row.get("kind"));
    String unit = row.get("unit").equals("unit") ? "" : row.get("unit");
    return new Field(
        name,
        conversion.name(),
        List.copyOf(aliases.keySet()),
        Integer.parseInt(row.get("id")),
        unit,
        kind,
        row.get("type"),
        new FieldText(row.get("help"), shown.get(name)),
        Bounds.of(name, unit, kind),
        conversion.factor());
  }

  /** A row of a table. */
  private record Row(List<String> columns, List<String> cells) {
    String get(String column) {
      int place = columns.indexOf(column);
      return place < cells.size() ? cells.get(place).strip() : "";
    }
  }

  /** The rows of a table; lines that begin with # are remarks. */
  private static List<Row> rows(String table) {
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
  private static List<String> cells(String text, char separator) {
    List<String> cells = new ArrayList<>();
    int from = 0;
    for (int to = text.indexOf(separator); to >= 0; to = text.indexOf(separator, from)) {
      cells.add(text.substring(from, to));
      from = to + 1;
    }
    cells.add(text.substring(from));
    return cells;
  }

  private static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split(separator, -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return parts;
  }

  private static String text(String table) {
    try (InputStream in = FieldTables.class.getResourceAsStream(table)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The table " + table + " cannot be read.", e);
    }
  }
}
