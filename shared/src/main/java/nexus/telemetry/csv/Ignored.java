package nexus.telemetry.csv;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Values of a file that are of no field of a GPU, and are none of its values.
 *
 * @param values how many
 * @param names the first names they had, up to {@value #MAX_NAMES}
 */
public record Ignored(long values, List<String> names) {

  /** Most names that are kept. */
  public static final int MAX_NAMES = 20;

  /** There are none. */
  public static final Ignored NONE = new Ignored(0, List.of());

  public Ignored {
    names = List.copyOf(names);
  }

  /** These and those of another part of the file. */
  public Ignored plus(Ignored other) {
    Set<String> all = new LinkedHashSet<>(names);
    all.addAll(other.names);
    return new Ignored(values + other.values, all.stream().limit(MAX_NAMES).toList());
  }
}
