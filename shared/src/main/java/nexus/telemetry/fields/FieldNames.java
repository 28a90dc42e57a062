package nexus.telemetry.fields;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds fields by their names. DCGM's are matched as they are; all others without case, blanks,
 * {@code _} and {@code -}, and without their unit in brackets: {@code utilization.gpu [%]}.
 */
final class FieldNames {

  private static final String DCGM = "DCGM_";
  private static final Pattern WITH_UNIT = Pattern.compile("(.+)[\\[(](.*)[\\])]");
  private static final Map<String, String> UNITS = Map.of("mb", "mib", "°c", "c", "watts", "w");

  private final Map<String, FieldName> exact = new HashMap<>();
  private final Map<String, FieldName> loose = new HashMap<>();

  /**
   * Adds a name.
   *
   * @throws IllegalStateException when another field has it
   */
  void add(String name, FieldName field) {
    boolean dcgm = name.startsWith(DCGM);
    FieldName before = dcgm ? exact.put(name, field) : loose.put(key(name), field);
    if (before != null) {
      throw new IllegalStateException(name + " names two fields");
    }
  }

  /** The field's name, or null where no field has it. */
  FieldName find(String name) {
    if (name.startsWith(DCGM)) {
      return exact.get(name);
    }
    String key = key(name);
    FieldName found = loose.get(key);
    return found == null ? findWithoutUnit(key) : found;
  }

  private FieldName findWithoutUnit(String key) {
    Matcher parts = WITH_UNIT.matcher(key);
    FieldName found = parts.matches() ? loose.get(parts.group(1)) : null;
    boolean same = found != null && isUnit(parts.group(2), found.field().orElseThrow().unit());
    return same ? found : null;
  }

  /** Whether a word says the unit: nvidia-smi and others call MiB MB. */
  static boolean isUnit(String word, String unit) {
    String lower = word.toLowerCase(Locale.ROOT);
    return UNITS.getOrDefault(lower, lower).equals(unit.toLowerCase(Locale.ROOT));
  }

  private static String key(String name) {
    StringBuilder key = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && c != '-' && !Character.isWhitespace(c)) {
        key.append(c);
      }
    }
    return key.toString().toLowerCase(Locale.ROOT);
  }
}
