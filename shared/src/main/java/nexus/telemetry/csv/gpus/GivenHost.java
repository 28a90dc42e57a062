package nexus.telemetry.csv.gpus;

import nexus.telemetry.csv.rows.RowRejected;

/**
 * The host that was given stands for one host. Where rows that have none of their own were scraped
 * at several, it would make one of them: those of the first are taken, and no others.
 */
public final class GivenHost {

  private static final String SEVERAL =
      "host= would make one host of several: rows without a host are of instance ";

  private String first = "";

  /**
   * Looks at a row.
   *
   * @param scraped where the row was scraped; null where it has a host of its own
   * @throws RowRejected when others were scraped elsewhere
   */
  public void check(String scraped, int place) throws RowRejected {
    if (scraped == null || scraped.isEmpty() || scraped.equals(first)) {
      return;
    } else if (first.isEmpty()) {
      first = scraped;
      return;
    }
    throw new RowRejected(
        place,
        SEVERAL
            + first
            + " and of "
            + scraped
            + "; leave host= out, and instance is the host, or send each one's rows by themselves");
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
