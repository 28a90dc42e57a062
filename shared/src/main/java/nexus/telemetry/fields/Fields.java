package nexus.telemetry.fields;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import nexus.telemetry.model.Names;

/**
 * The dictionary of fields: DCGM's, read once from the tables beside this class.
 *
 * <pre>
 * dcgm-fields.tsv        number, unit, kind, help, type, newer and older name of each field
 * dcgm-conversions.tsv   newer names in base units: older name and factor
 * field-names.tsv        names for people, of the wide format, and of nvidia-smi
 * other-names.tsv        names of what no field measures
 * dmon-columns.tsv       columns of the two tools called dmon: see {@link DmonColumns}
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

  /**
   * The name, and how numbers under it are read; also of a name that no field has. What such a name
   * has in brackets stays part of it, so that numbers of two units are of two metrics: {@code
   * foo.bar [MHz]} is {@code foo.bar_MHz}, where that can be a metric.
   */
  public static FieldName named(String name) {
    FieldName found = ALL.names.find(name);
    return found == null ? unknown(name) : found;
  }

  private static FieldName unknown(String name) {
    FieldName other = OtherNames.find(name);
    return other == null ? unlisted(name) : other;
  }

  private static FieldName unlisted(String name) {
    NameWithUnit parts = Names.isValid(name) ? null : NameWithUnit.inBrackets(name);
    if (parts == null) {
      return FieldName.unknown(name);
    }
    String bare = withoutBlanks(parts.name());
    String unit = withoutBlanks(Units.inName(parts.unit()));
    String metric = Units.isNone(parts.unit()) ? bare : bare + "_" + unit;
    return Names.isValid(metric) && !ALL.names.isKnown(metric)
        ? FieldName.unknown(metric, parts.unit())
        : FieldName.unknown(name);
  }

  /**
   * The metric of a column that people named: like {@link #named}, and with {@code _} for the
   * blanks of a name that no field has; empty when there can be no such metric.
   */
  public static Optional<FieldName> ofColumn(String title) {
    FieldName found = named(title.strip());
    if (found.field().isEmpty() && !Names.isValid(found.metric())) {
      found = FieldName.unknown(withoutBlanks(title.strip()));
    }
    return Names.isValid(found.metric()) ? Optional.of(found) : Optional.empty();
  }

  private static String withoutBlanks(String name) {
    StringBuilder joined = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      joined.append(Character.isWhitespace(name.charAt(i)) ? '_' : name.charAt(i));
    }
    return joined.toString();
  }

  /**
   * The known name that is nearest to one with a slip in it; empty when none is near. For messages:
   * it looks at all names.
   */
  public static Optional<String> nearest(String name) {
    return KnownNames.NEAREST.to(name);
  }

  /** What a name may have been meant to be, read when somebody asks. */
  private static final class KnownNames {

    static final Nearest NEAREST = new Nearest(names());

    private static Set<String> names() {
      Set<String> names = new LinkedHashSet<>();
      all()
          .forEach(
              field -> field.aliases().stream().filter(KnownNames::isShort).forEach(names::add));
      all().forEach(field -> names.add(field.name()));
      all().forEach(field -> names.add(field.newName()));
      return names;
    }

    private static boolean isShort(String name) {
      return !name.startsWith("DCGM_");
    }
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
