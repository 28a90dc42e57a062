package nexus.telemetry.model;

/**
 * A row, or one value of it, that cannot be used.
 *
 * @param line line of the file, from 1, the header being line 1
 * @param reason why, in a sentence
 * @param column header name of the column at fault; empty when the whole row is at fault
 * @param text the row as it was sent, cut at {@value #MAX_TEXT} characters
 */
public record RejectedRow(long line, String reason, String column, String text) {

  /** Longest text kept, in characters. */
  public static final int MAX_TEXT = 200;

  /** Cuts the text, never within a pair of surrogates: half of one could not be written as JSON. */
  public RejectedRow {
    if (text.length() > MAX_TEXT) {
      boolean pair = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1));
      text = text.substring(0, pair ? MAX_TEXT - 1 : MAX_TEXT);
    }
  }
}
