package nexus.telemetry.block;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of a GPU at some time of a block: which of the sets of facts that are kept beside
 * the blocks, and what changes from job to job.
 *
 * @param set number of the set, from 0; {@link #NO_SET} where none is told
 * @param labels such as pod, namespace and container
 */
public record BlockFacts(int set, SortedMap<String, String> labels) {

  /** No set is told. */
  public static final int NO_SET = -1;

  /** Of samples that were stored without their facts. */
  public static final BlockFacts UNTOLD = new BlockFacts(NO_SET, Collections.emptySortedMap());

  /** Most sets. */
  static final int MAX_SETS = 1 << 16;

  /** Most labels, and most characters of a name or a value. */
  static final int MAX_LABELS = 64;

  static final int MAX_TEXT = 256;

  /**
   * @throws IllegalArgumentException when it is out of bounds
   */
  public BlockFacts {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    if (set < NO_SET || set >= MAX_SETS || labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException("set " + set + " with " + labels.size() + " labels");
    }
    labels.forEach(
        (name, value) -> {
          if (name.length() > MAX_TEXT || value.length() > MAX_TEXT) {
            throw new IllegalArgumentException("label " + name + " is too long");
          }
        });
  }

  /** These facts where others of the same time were known before: labels are kept, none is lost. */
  BlockFacts over(BlockFacts before) {
    if (set == NO_SET && labels.isEmpty()) {
      return before;
    }
    return labels.isEmpty() && !before.labels.isEmpty() ? new BlockFacts(set, before.labels) : this;
  }
}
