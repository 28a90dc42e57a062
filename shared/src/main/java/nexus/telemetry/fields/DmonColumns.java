package nexus.telemetry.fields;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of {@code nvidia-smi dmon} and {@code dcgmi dmon}, read when somebody asks. Their
 * names are short, and mean a field in these tools' own files alone.
 */
public final class DmonColumns {

  private static final String NVIDIA_SMI = "nvidia-smi";
  private static final String DCGMI = "dcgmi";
  private static final Map<String, FieldName> ALL = read();

  private DmonColumns() {}

  private static Map<String, FieldName> read() {
    Map<String, FieldName> columns = new HashMap<>();
    for (Table.Row row : Table.rows("dmon-columns.tsv")) {
      FieldName field = Fields.named(row.get("field"));
      String unit = row.get("unit");
      FieldName read = unit.isEmpty() ? field : field.inUnit(unit).orElseThrow();
      String key = key(row.get("tool"), row.get("column"));
      if (columns.put(key, read) != null || field.field().isEmpty()) {
        throw new IllegalStateException(key + " is there twice, or of no field");
      }
    }
    return columns;
  }

  private static String key(String tool, String column) {
    return tool + ' ' + column.toLowerCase(Locale.ROOT);
  }

  /**
   * The field of a column of {@code nvidia-smi dmon}, such as {@code pwr}, its numbers in the unit
   * that the tool writes; empty of columns that no field measures.
   */
  public static Optional<FieldName> nvidiaSmi(String column) {
    return Optional.ofNullable(ALL.get(key(NVIDIA_SMI, column)));
  }

  /** The field of a column of {@code dcgmi dmon}, such as {@code GPUTL}. */
  public static Optional<FieldName> dcgmi(String column) {
    return Optional.ofNullable(ALL.get(key(DCGMI, column)));
  }
}
