package nexus.telemetry.fields;

import java.util.HashMap;
import java.util.Map;

/** Metrics of no field that have several names: {@code other-names.tsv}. */
final class OtherNames {

  private record Metric(String name, String unit) {}

  private static final Map<String, Metric> ALL = read();

  private OtherNames() {}

  private static Map<String, Metric> read() {
    Map<String, Metric> all = new HashMap<>();
    for (Table.Row row : Table.rows("other-names.tsv")) {
      Metric metric = new Metric(row.get("name"), row.get("unit"));
      all.put(FieldNames.key(metric.name()), metric);
      for (String other : Table.cells(row.get("others"), ';')) {
        if (!other.isBlank()) {
          all.put(FieldNames.key(other), metric);
        }
      }
    }
    return all;
  }

  /** The metric of that name, with a unit behind it or without; null where none is known. */
  static FieldName find(String name) {
    Metric bare = ALL.get(FieldNames.key(name));
    if (bare != null) {
      return FieldName.unknown(bare.name(), bare.unit());
    }
    NameWithUnit parts = NameWithUnit.inBrackets(name);
    parts = parts == null ? NameWithUnit.inLastWord(name) : parts;
    Metric metric = parts == null ? null : ALL.get(FieldNames.key(parts.name()));
    return metric == null
        ? null
        : FieldName.unknown(metric.name(), metric.unit()).inUnit(parts.unit()).orElse(null);
  }
}
