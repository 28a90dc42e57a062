package nexus.telemetry.csv.gpus;

import nexus.telemetry.csv.rows.RowRejected;

/**
 * The host that was given stands for one host. Where rows that have none of their own were scraped
 * at several, it would make one of them: those of the first are taken, and no others.
 */
public final class GivenHost {

  private static final String SEVERAL =
      "host= would make one host of several: rows without a host are of ";

  /** Stands between the name of a column and what it says. */
  public static final char NAMED = '\t';

  private String first = "";

  /**
   * Looks at a row.
   *
   * @param scraped where the row was scraped: its instance, or another column's name and what it
   *     says, {@link #NAMED} between; null where it has a host of its own
   * @throws RowRejected when others were scraped elsewhere
   */
  public void check(String scraped, int place) throws RowRejected {
    if (scraped == null || scraped.isEmpty() || scraped.equals(first)) {
      return;
    } else if (first.isEmpty()) {
      first = scraped;
      return;
    }
    int named = scraped.indexOf(NAMED);
    if (named >= 0) {
      throw new RowRejected(
          place, several(first.replace(NAMED, ' ') + " and of " + scraped.substring(named + 1)));
    }
    throw new RowRejected(
        place,
        SEVERAL
            + "instance "
            + first
            + " and of "
            + scraped
            + "; leave host= out, and instance is the host, or send each one's rows by themselves");
  }

  /** The reason of a row that differs in another column. */
  static String several(String why) {
    return SEVERAL
        + why
        + "; leave host= out and call the column of hosts Hostname, or send each one's rows by"
        + " themselves";
  }

  /** Whether a row that was scraped there is known to be of it. */
  boolean isOf(String scraped) {
    return scraped.isEmpty() || scraped.equals(first);
  }

  /** Whether a row was rejected for that reason. */
  public static boolean isReason(String reason) {
    return reason.startsWith(SEVERAL);
  }
}
