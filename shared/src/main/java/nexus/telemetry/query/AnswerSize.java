package nexus.telemetry.query;

/** How many bytes an entry of a list can take as JSON: an upper bound, told without writing it. */
final class AnswerSize {

  private static final long ROW = 400;
  private static final int CHARACTER = 7;

  private AnswerSize() {}

  /** An entry of a list that holds these texts, besides names of members, a time and a number. */
  static long ofRow(String... texts) {
    long bytes = ROW;
    for (String text : texts) {
      bytes += (long) CHARACTER * text.length();
    }
    return bytes;
  }
}
