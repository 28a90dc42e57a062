package nexus.telemetry.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Some entries of an ordered list that is read anew for each page. A page begins behind the last
 * entry of the one before, whatever came or went meanwhile: an entry that stays is on one page
 * exactly.
 *
 * @param entries the entries, ascending
 * @param total entries on all pages, as of now
 * @param more whether there are entries behind these
 */
public record ListPage<T>(List<T> entries, long total, boolean more) {

  public ListPage {
    entries = List.copyOf(entries);
  }

  /**
   * A page of a list.
   *
   * @param all every entry, ascending by position
   * @param position the position of an entry, unlike every other's
   * @param behind position behind which the page begins; empty for the first page
   * @param most most entries of the page
   */
  public static <T, P extends Comparable<P>> ListPage<T> of(
      List<T> all, Function<T, P> position, Optional<P> behind, int most) {
    int from = behind.map(place -> first(all, position, place)).orElse(0);
    int to = (int) Math.min(all.size(), (long) from + most);
    return new ListPage<>(all.subList(from, to), all.size(), to < all.size());
  }

  /** The index of the first entry behind a position. */
  private static <T, P extends Comparable<P>> int first(
      List<T> all, Function<T, P> position, P behind) {
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (position.apply(all.get(middle)).compareTo(behind) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The same page of other entries, one for each. */
  public <R> ListPage<R> map(Function<T, R> of) {
    return new ListPage<>(entries.stream().map(of).toList(), total, more);
  }
}
