package nexus.telemetry.fields;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the tables and puts together what they say of each field. */
final class FieldTables {

  private static final String RATIO = "_RATIO";
  private static final String UNCLEAR = "?";

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
  private final Map<String, String> units = new HashMap<>();
  private final Map<String, List<String>> unclear = new HashMap<>();
  private final TreeMap<String, Field> fields = new TreeMap<>();
  private final FieldNames names = new FieldNames();

  private FieldTables() {}

  static Fields read() {
    FieldTables tables = new FieldTables();
    tables.readConversions();
    tables.readNames();
    for (Table.Row row : Table.rows("dcgm-fields.tsv")) {
      tables.add(row);
    }
    return new Fields(tables.fields, tables.names);
  }

  private void readConversions() {
    for (Table.Row row : Table.rows("dcgm-conversions.tsv")) {
      double factor = Double.parseDouble(row.get("factor"));
      conversions.put(row.get("old_name"), new Conversion(row.get("new_name"), factor));
    }
  }

  private void readNames() {
    for (Table.Row row : Table.rows("field-names.tsv")) {
      if (!row.get("shown").isEmpty()) {
        shown.put(row.get("name"), row.get("shown"));
      }
      others.put(row.get("name"), otherNames(row.get("others")));
      unclear.put(row.get("name"), unclearNames(row.get("others")));
    }
  }

  /** Names between semicolons. One whose numbers are not in the field's unit says theirs. */
  private List<String> otherNames(String text) {
    List<String> found = new ArrayList<>();
    for (String cell : Table.cells(text, ';')) {
      String name = cell.strip();
      NameWithUnit parts = NameWithUnit.inBrackets(name);
      if (parts != null) {
        units.put(parts.name(), parts.unit());
        name = parts.name();
      }
      if (!name.isEmpty() && !name.endsWith(UNCLEAR)) {
        found.add(name);
      }
    }
    return found;
  }

  /** Names between semicolons that are the field's only with one of its units behind them. */
  private static List<String> unclearNames(String text) {
    return Table.cells(text, ';').stream()
        .map(String::strip)
        .filter(name -> name.endsWith(UNCLEAR))
        .map(name -> name.substring(0, name.length() - UNCLEAR.length()))
        .toList();
  }

  /** In the table the newer name stands first, and the older one beside it. */
  private void add(Table.Row row) {
    String first = row.get("name");
    String alias = row.get("aliases");
    String name = alias.isEmpty() ? first : alias;
    Conversion conversion = conversions.getOrDefault(name, new Conversion(first, 1));
    Field field = field(row, name, conversion);
    fields.put(name, field);
    names.add(name, FieldName.of(field, 1, false));
    for (String other : field.aliases()) {
      names.add(other, name(field, other, conversion));
    }
    for (String other : unclear.getOrDefault(name, List.of())) {
      names.addUnclear(other, FieldName.of(field, 1, false));
    }
  }

  private FieldName name(Field field, String other, Conversion conversion) {
    String unit = units.get(other);
    if (unit != null) {
      return FieldName.of(field, Units.factor(unit, field.unit()), false);
    }
    double factor = other.equals(conversion.name()) ? conversion.factor() : 1;
    return FieldName.of(field, factor, factor == 100 && other.endsWith(RATIO));
  }

  private Field field(Table.Row row, String name, Conversion conversion) {
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
}
