package nexus.telemetry.csv.rows;

/** Why a row, or one value of it, cannot be used. Carries no stack trace: bad rows are expected. */
public final class RowRejected extends Exception {

  /** Place of no column: the row as a whole is at fault. */
  public static final int WHOLE_ROW = -1;

  private static final long serialVersionUID = 1L;

  private final int place;

  /**
   * @param place index of the column at fault, or {@link #WHOLE_ROW}
   * @param reason a sentence for the sender
   */
  public RowRejected(int place, String reason) {
    super(reason, null, false, false);
    this.place = place;
  }

  public int place() {
    return place;
  }
}
