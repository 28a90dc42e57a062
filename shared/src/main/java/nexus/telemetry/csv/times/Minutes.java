package nexus.telemetry.csv.times;

import java.util.HashMap;
import java.util.Map;
import nexus.telemetry.csv.rows.RowRejected;

/**
 * Times without seconds, of one file. Where rows of a series come more often than once a minute,
 * they only seem to be of one time: their values would replace each other.
 */
public final class Minutes {

  /** Most series that are told apart. */
  private static final int MOST = 1 << 20;

  private final Map<Long, Long> last = new HashMap<>();

  /**
   * Looks at a row whose time has no seconds.
   *
   * @param row stands for all that the row says but time and values
   * @param place of the column of times
   * @throws RowRejected when the row before it that is like it has the same minute, or when too
   *     many rows differ
   */
  public void check(long row, long time, int place) throws RowRejected {
    Long before = last.put(row, time);
    if (before != null && before == time) {
      throw new RowRejected(
          place,
          "the timestamp has no seconds, and the row before of the same series has that minute:"
              + " write hh:mm:ss, in a spreadsheet by the format yyyy-mm-dd hh:mm:ss");
    } else if (last.size() > MOST) {
      last.remove(row);
      throw new RowRejected(place, "more than " + MOST + " series have times without seconds");
    }
  }
}
