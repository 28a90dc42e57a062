package nexus.telemetry.fields;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Finds the name that was meant by one with a slip in it. */
public final class Nearest {

  /** Letters for which one slip is allowed. */
  private static final int LETTERS_A_SLIP = 4;

  private static final int MOST_SLIPS = 3;

  /** By the name as it is compared: the first of several. */
  private final Map<String, String> names = new LinkedHashMap<>();

  /** Of these names. */
  public Nearest(Collection<String> names) {
    names.forEach(name -> this.names.putIfAbsent(FieldNames.key(name), name));
  }

  /** The same, for one question alone. */
  public static Optional<String> of(String meant, Collection<String> names) {
    return new Nearest(names).to(meant);
  }

  /**
   * The name nearest to {@code meant}, the first of several; empty when none is near. Case, blanks,
   * {@code .}, {@code _} and {@code -} do not count. A slip is a letter too many, too few, another
   * or two exchanged: one of four letters, three at most.
   */
  public Optional<String> to(String meant) {
    String key = FieldNames.key(meant);
    int bound = Math.min(MOST_SLIPS, (key.length() + 1) / LETTERS_A_SLIP);
    String nearest = null;
    for (Map.Entry<String, String> name : names.entrySet()) {
      int slips = slips(key, name.getKey(), bound);
      if (slips <= bound) {
        nearest = name.getValue();
        bound = slips - 1;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** How many slips lie between two names; more than the bound when there are more. */
  private static int slips(String one, String other, int bound) {
    if (Math.abs(one.length() - other.length()) > bound) {
      return bound + 1;
    }
    int[] before = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      row[0] = i;
      int least = Math.min(i, last[0]);
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
        if (isExchange(one, i, other, j)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
        least = Math.min(least, Math.min(row[j], last[j]));
      }
      if (least > bound) {
        return least; // Whatever follows, two rows of the table are above the bound.
      }
      int[] free = before;
      before = last;
      last = row;
      row = free;
    }
    return last[other.length()];
  }

  private static boolean isExchange(String one, int i, String other, int j) {
    return i > 1
        && j > 1
        && one.charAt(i - 1) == other.charAt(j - 2)
        && one.charAt(i - 2) == other.charAt(j - 1);
  }
}
