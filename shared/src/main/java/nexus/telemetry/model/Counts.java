package nexus.telemetry.model;

/**
 * What became of the rows and values of a CSV, or of a part of one.
 *
 * @param rows rows read, the header not counted
 * @param accepted values that can be used
 * @param missing values that were blank or not available
 * @param rejected values that cannot be used
 * @param expired values of rows that were older than the retention when they arrived
 * @param inexact accepted values that are whole numbers which a double cannot hold: what is stored
 *     is the nearest one
 * @param repeated accepted values that another row told already, of the same series and time
 * @param replaced accepted values that a later row replaced by another, of the same series and time
 */
public record Counts(
    long rows,
    long accepted,
    long missing,
    long rejected,
    long expired,
    long inexact,
    long repeated,
    long replaced) {

  /** Nothing was read. */
  public static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

  /** Values that the rows carry. */
  public long values() {
    return accepted + missing + rejected + expired;
  }

  /** Accepted values that are samples: none of a series and time is counted twice. */
  public long stored() {
    return accepted - repeated - replaced;
  }

  /** Both together. */
  public Counts plus(Counts other) {
    return new Counts(
        rows + other.rows,
        accepted + other.accepted,
        missing + other.missing,
        rejected + other.rejected,
        expired + other.expired,
        inexact + other.inexact,
        repeated + other.repeated,
        replaced + other.replaced);
  }
}
