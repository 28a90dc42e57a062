package nexus.telemetry.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;

/**
 * The fields of the current row, blanks around them cut off, in one array of characters that every
 * row uses again: no field becomes a string unless someone asks.
 */
final class RowFields extends AbstractBaseCsvCallbackHandler<RowFields> {

  private final int[] starts;
  private final int[] ends;
  private char[] text = new char[4096];
  private int count;
  private boolean surplus;

  /**
   * @param columns number of columns of the file; further fields are counted, not kept
   */
  RowFields(int columns) {
    starts = new int[columns];
    ends = new int[columns];
  }

  /** Number of fields of the row. */
  int count() {
    return count;
  }

  /** Whether a field behind the last column holds something. */
  boolean hasSurplus() {
    return surplus;
  }

  /** Holds field {@code i} from {@link #start} (inclusive) to {@link #end} (exclusive). */
  char[] text() {
    return text;
  }

  int start(int field) {
    return starts[field];
  }

  int end(int field) {
    return ends[field];
  }

  int length(int field) {
    return ends[field] - starts[field];
  }

  boolean isEmpty(int field) {
    return starts[field] == ends[field];
  }

  String string(int field) {
    return new String(text, starts[field], length(field));
  }

  char[] copy(int field) {
    return Arrays.copyOfRange(text, starts[field], ends[field]);
  }

  /** Whether the field is exactly these characters. */
  boolean is(int field, char[] characters) {
    return Arrays.equals(text, starts[field], ends[field], characters, 0, characters.length);
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    count = 0;
    surplus = false;
  }

  @Override
  protected void handleField(int field, char[] buffer, int offset, int length, boolean quoted) {
    count = field + 1;
    int from = offset;
    int to = offset + length;
    while (from < to && isBlank(buffer[from])) {
      from++;
    }
    while (from < to && isBlank(buffer[to - 1])) {
      to--;
    }
    if (field >= starts.length) {
      surplus |= from < to;
      return;
    }
    keep(field, buffer, from, to - from);
  }

  @Override
  protected RowFields buildRecord() {
    return this;
  }

  private void keep(int field, char[] buffer, int from, int length) {
    int start = field == 0 ? 0 : ends[field - 1];
    if (text.length - start < length) {
      text = Arrays.copyOf(text, Math.max(2 * text.length, start + length));
    }
    System.arraycopy(buffer, from, text, start, length);
    starts[field] = start;
    ends[field] = start + length;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
