package nexus.telemetry.csv.rows;

/**
 * What a row without a time is of, each as a hash.
 *
 * @param row all that the row says but its values
 * @param group its GPU, or the instance of it: rows may stand one group after the other
 * @param host its host
 * @param lane its host and its metric
 * @param gpu the number of its GPU, by which those of a host are ordered; {@link #UNNUMBERED} where
 *     it has none
 */
public record TimelessRow(long row, long group, long host, long lane, long gpu) {

  /** Of a GPU that has no number, but a UUID or an address. */
  public static final long UNNUMBERED = -1;

  /** Most digits of the number of a GPU, of an instance and of a part of one. */
  private static final int MOST_DIGITS = 5;

  private static final int BITS = 20;

  /**
   * The number by which GPUs and their instances are ordered.
   *
   * @param instance the number of the MIG instance; empty for the whole GPU, which stands before
   * @param part the number of its compute instance; empty for the whole instance
   */
  public static long gpu(String index, String instance, String part) {
    long own = number(index);
    long ofInstance = instance.isEmpty() ? 0 : number(instance) + 1;
    long ofPart = part.isEmpty() ? 0 : number(part) + 1;
    boolean numbered = own >= 0 && (instance.isEmpty() || ofInstance > 0);
    return numbered && (part.isEmpty() || ofPart > 0)
        ? (own << BITS | ofInstance) << BITS | ofPart
        : UNNUMBERED;
  }

  private static long number(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && text.length() <= MOST_DIGITS ? Integer.parseInt(text) : UNNUMBERED;
  }
}
