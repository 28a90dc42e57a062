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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the tables and puts together what they say of each field. */
final class FieldTables {

  private static final String RATIO = "_RATIO";
  private static final Pattern BITS = Pattern.compile("\\(bits: ([^)]*)\\)");

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
    for (Map<String, String> row : rows("dcgm-fields.tsv")) {
      tables.add(row);
    }
    return new Fields(tables.fields, tables.names);
  }

  private void readConversions() {
    for (Map<String, String> row : rows("dcgm-conversions.tsv")) {
      double factor = Double.parseDouble(row.get("factor"));
      conversions.put(row.get("old_name"), new Conversion(row.get("new_name"), factor));
    }
  }

  private void readNames() {
    for (Map<String, String> row : rows("field-names.tsv")) {
      shown.put(row.get("name"), row.get("shown"));
      others.put(row.get("name"), split(row.get("others"), ";"));
    }
  }

  /** In the table the newer name stands first, and the older one beside it. */
  private void add(Map<String, String> row) {
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

  private Field field(Map<String, String> row, String name, Conversion conversion) {
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
        shown.getOrDefault(name, ShownName.of(row.get("help"))),
        ShownName.sentence(row.get("help")),
        bits(row.get("help")),
        Bounds.of(name, unit, kind),
        conversion.factor());
  }

  /** A mask's bits, which its help lists: {@code (bits: 1 idle, 0x10 sync boost)}. */
  private static List<Field.Bit> bits(String help) {
    Matcher list = BITS.matcher(help);
    List<Field.Bit> bits = new ArrayList<>();
    for (String bit : list.find() ? split(list.group(1), ",") : List.<String>of()) {
      String[] maskAndReason = bit.split(" ", 2);
      bits.add(new Field.Bit(Long.decode(maskAndReason[0]), maskAndReason[1]));
    }
    return bits;
  }

  /** The rows of a table, by the names of its columns; lines that begin with # are remarks. */
  private static List<Map<String, String>> rows(String table) {
    List<String> lines =
        text(table).lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    List<String> columns = split(lines.get(0), "\t");
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        row.put(columns.get(i), i < cells.length ? cells[i].strip() : "");
      }
      rows.add(row);
    }
    return rows;
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
