package nexus.telemetry.promql.syntax;

import java.util.List;

/**
 * Which series of two vectors belong together.
 *
 * @param on whether the labels are those that must be equal, else those that need not be
 * @param labels names
 * @param many the side of which several may belong to one of the other
 * @param include labels taken over from the side of the one
 */
public record Matching(boolean on, List<String> labels, Many many, List<String> include) {

  /** The side that may have several. */
  public enum Many {
    NONE,
    LEFT,
    RIGHT
  }

  /** All labels but the name must be equal, one to one. */
  public static final Matching DEFAULT = new Matching(false, List.of(), Many.NONE, List.of());

  public Matching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }
}
