package nexus.telemetry.fields;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Finds fields by their names. DCGM's are matched as they are, or all in small letters; all others
 * without case, blanks, {@code .}, {@code _} and {@code -}. The first exporters of DCGM had names
 * of their own, in small letters: {@code dcgm_gpu_temp}.
 *
 * <p>A unit may follow, in brackets or as the last word: {@code memory.used [GiB]}, {@code
 * power_watts}. Where it is none of the field's, the name is not the field's either. A name that is
 * unclear, such as {@code memory_usage}, is the field's only with one of its units. What begins
 * with {@code nvidia_smi_} is nvidia-smi's name as a Prometheus exporter writes it.
 */
final class FieldNames {

  private static final String DCGM = "DCGM_";
  private static final String NVIDIA_SMI = "nvidia_smi_";
  private static final String CLOCK = "_clock";

  private final Map<String, FieldName> exact = new HashMap<>();
  private final Map<String, FieldName> loose = new HashMap<>();
  private final Map<String, List<FieldName>> unclear = new HashMap<>();

  /**
   * Adds a name.
   *
   * @throws IllegalStateException when a field has it
   */
  void add(String name, FieldName field) {
    boolean dcgm = name.startsWith(DCGM);
    FieldName before = dcgm ? exact.put(name, field) : loose.put(key(name), field);
    if (before != null) {
      throw new IllegalStateException(name + " is there twice");
    }
  }

  /** Adds a name that is the field's only where one of its units follows. */
  void addUnclear(String name, FieldName field) {
    unclear.computeIfAbsent(key(name), key -> new ArrayList<>()).add(field);
  }

  /** Whether the name is a field's, or may be with a unit. */
  boolean isKnown(String name) {
    return find(name) != null || unclear.containsKey(key(name));
  }

  /** The field's name, or null where no field has it. */
  FieldName find(String name) {
    FieldName found = bare(name);
    if (found != null) {
      return found;
    }
    NameWithUnit bracketed = NameWithUnit.inBrackets(name);
    if (bracketed != null) {
      return named(bracketed);
    } else if (isDcgm(name)) {
      return null;
    }
    return startsWith(name, NVIDIA_SMI)
        ? exported(name.substring(NVIDIA_SMI.length()))
        : withUnit(name);
  }

  private FieldName withUnit(String name) {
    NameWithUnit parts = NameWithUnit.inLastWord(name);
    return parts == null ? null : named(parts);
  }

  private FieldName named(NameWithUnit parts) {
    FieldName found = in(bare(parts.name()), parts.unit());
    if (found != null) {
      return found;
    }
    return unclear.getOrDefault(key(parts.name()), List.of()).stream()
        .map(name -> in(name, parts.unit()))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Of nvidia-smi's name with {@code _} for the points, and a base unit behind. */
  private FieldName exported(String name) {
    FieldName found = bare(name);
    NameWithUnit parts = found == null ? NameWithUnit.inLastWord(name) : null;
    if (parts == null) {
      return found;
    }
    String bare = parts.name();
    boolean clock = bare.endsWith(CLOCK) && parts.unit().equals("hz");
    return in(bare(clock ? bare.substring(0, bare.length() - CLOCK.length()) : bare), parts.unit());
  }

  private static FieldName in(FieldName found, String unit) {
    return found == null ? null : found.inUnit(unit).orElse(null);
  }

  /** The field's name without a unit, or null where no field has it. */
  private FieldName bare(String name) {
    if (!isDcgm(name)) {
      return loose.get(key(name));
    }
    FieldName found = exact.get(name);
    if (found == null && name.startsWith("dcgm_")) {
      found = exact.get(name.toUpperCase(Locale.ROOT));
      found = found == null ? loose.get(key(name)) : found;
    }
    return found;
  }

  private static boolean isDcgm(String name) {
    return startsWith(name, DCGM);
  }

  private static boolean startsWith(String name, String prefix) {
    return name.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  /** What names that mean the same field have in common. */
  static String key(String name) {
    StringBuilder key = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && c != '-' && c != '.' && !Character.isWhitespace(c)) {
        key.append(c);
      }
    }
    return key.toString().toLowerCase(Locale.ROOT);
  }
}
