package nexus.telemetry.model;

/**
 * What became of the rows and values of a CSV, or of a part of one.
 *
 * @param rows rows read, the header not counted
 * @param accepted values that can be used
 * @param missing values that were blank or not available
 * @param rejected values that cannot be used
 * @param expired values of rows that were older than the retention when they arrived
 */
public record Counts(long rows, long accepted, long missing, long rejected, long expired) {

  /** Nothing was read. */
  public static final Counts ZERO = new Counts(0, 0, 0, 0, 0);

  /** Values that the rows carry. */
  public long values() {
    return accepted + missing + rejected + expired;
  }

  /** Both together. */
  public Counts plus(Counts other) {
    return new Counts(
        rows + other.rows,
        accepted + other.accepted,
        missing + other.missing,
        rejected + other.rejected,
        expired + other.expired);
  }
}
