package nexus.telemetry.fields;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The dictionary of fields: DCGM's, read once from the tables beside this class.
 *
 * <pre>
 * dcgm-fields.tsv        number, unit, kind, help, type, newer and older name of each field
 * dcgm-conversions.tsv   newer names in base units: older name and factor
 * field-names.tsv        names for people, of the wide format, and of nvidia-smi
 * </pre>
 */
public final class Fields {

  private static final Fields ALL = FieldTables.read();

  private final SortedMap<String, Field> byName;
  private final FieldNames names;

  Fields(SortedMap<String, Field> byName, FieldNames names) {
    this.byName = byName;
    this.names = names;
  }

  /** All fields, ascending by canonical name. */
  public static List<Field> all() {
    return List.copyOf(ALL.byName.values());
  }

  /** The name, and how numbers under it are read; also of a name that no field has. */
  public static FieldName named(String name) {
    FieldName found = ALL.names.find(name);
    return found == null ? FieldName.unknown(name) : found;
  }

  /** The canonical name of a metric; the name itself where no field has it. */
  public static String canonical(String name) {
    FieldName found = ALL.names.find(name);
    return found == null ? name : found.metric();
  }

  /** The field of a canonical name. */
  public static Optional<Field> stored(String metric) {
    return Optional.ofNullable(ALL.byName.get(metric));
  }

  /** The unit of a stored metric; empty when it has none or none is known. */
  public static String unit(String metric) {
    Field field = ALL.byName.get(metric);
    return field == null ? "" : field.unit();
  }

  /** The name of a stored metric for people; its own where no field has it. */
  public static String shown(String metric) {
    Field field = ALL.byName.get(metric);
    return field == null ? metric : field.shown();
  }
}
