package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.model.GpuFacts;

/**
 * The sets of facts that a GPU's place has had, by number: blocks hold the numbers. A set is never
 * changed and never removed, as blocks may hold its number.
 */
final class FactSets {

  /** Most sets of a place; the last of them is all that is not kept, of which nothing is known. */
  static final int MOST = 256;

  private final List<GpuFacts> sets;

  /**
   * @param stands what is known of the place; null where nothing is
   */
  FactSets(GpuMetadata stands) {
    this.sets = new ArrayList<>(stands == null ? List.of() : stands.setsOrFacts());
  }

  /** Number of a set, which is added where it is new. */
  int numberOf(GpuFacts own) {
    int number = sets.indexOf(own);
    if (number >= 0) {
      return number;
    }
    if (sets.size() < MOST) {
      sets.add(sets.size() < MOST - 1 ? own : GpuFacts.UNKNOWN);
    }
    return sets.size() - 1;
  }

  List<GpuFacts> all() {
    return sets;
  }
}
