package nexus.telemetry.csv.numbers;

/** Reads a number from bytes that go on behind it, without knowing where it ends. */
public final class NumberScan {

  /** Longest number that is read here, in bytes. */
  private static final int LONGEST = 40;

  /** Above every number of {@link Numbers#EXACT_DIGITS} digits. */
  private static final double MOST_OF_FEW_DIGITS = 1e15;

  private final char[] text = new char[LONGEST];
  private double value;
  private int length;

  /** Whether the number read last is a whole one that a double cannot hold. */
  public boolean isInexact() {
    // A number of few digits, of which there is no text here, is never that large.
    return Math.abs(value) > MOST_OF_FEW_DIGITS && Numbers.isInexact(text, 0, length, value);
  }

  /** The number read last. */
  public double value() {
    return value;
  }

  /**
   * Reads a number as {@link Numbers#parse} does.
   *
   * @return where it ends, exclusive; −1 when there is none, or one longer than {@value #LONGEST}
   */
  public int read(byte[] bytes, int from, int limit) {
    boolean negative = from < limit && bytes[from] == '-';
    int first = negative ? from + 1 : from;
    int most = Math.min(limit, first + Numbers.EXACT_DIGITS + 2);
    int point = -1;
    long digits = 0;
    int i = first;
    for (; i < most; i++) {
      int digit = bytes[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
      } else if (bytes[i] == '.' && point < 0) {
        point = i;
      } else {
        break;
      }
    }
    int count = i - first - (point < 0 ? 0 : 1);
    if (count < 1 || count > Numbers.EXACT_DIGITS || (i < limit && isOfNumber(bytes[i]))) {
      return readAny(bytes, from, limit);
    }
    double magnitude = Numbers.exact(digits, point < 0 ? 0 : i - point - 1);
    value = negative ? -magnitude : magnitude;
    return i;
  }

  private int readAny(byte[] bytes, int from, int limit) {
    int i = from;
    while (i < limit && isOfNumber(bytes[i])) {
      if (i - from == LONGEST) {
        return -1;
      }
      text[i - from] = (char) bytes[i++];
    }
    length = i - from;
    value = Numbers.parse(text, 0, length);
    return Double.isNaN(value) ? -1 : i;
  }

  private static boolean isOfNumber(byte b) {
    return (b >= '0' && b <= '9') || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E';
  }
}
