package nexus.telemetry.csv;

import java.util.Arrays;
import nexus.telemetry.model.Names;

/**
 * The {@code labels_raw} last read of a GPU. The rows of a GPU's metrics differ in the label {@code
 * __name__} alone, so that is left out when the next row's is compared: then nothing is read again.
 */
final class SeenLabels {

  private static final char[] NAME = "__name__=\"".toCharArray();

  private char[] text = {};
  private int nameStart;
  private int nameEnd;

  /** Whether field {@code place} says the same as what was last kept. */
  boolean isSame(RowFields row, int place) {
    char[] other = row.text();
    int start = row.start(place);
    int end = row.end(place);
    int otherName = start + nameStart;
    if (otherName > end || !Arrays.equals(text, 0, nameStart, other, start, otherName)) {
      return false;
    }
    int otherNameEnd = nameStart == 0 ? otherName : endOfName(other, otherName, end);
    return Arrays.equals(text, nameEnd, text.length, other, otherNameEnd, end);
  }

  void keep(RowFields row, int place) {
    text = row.copy(place);
    nameStart = startOfName(text);
    nameEnd = nameStart == 0 ? 0 : endOfName(text, nameStart, text.length);
  }

  /** Where the value of {@code __name__} begins, or 0 when there is no such label. */
  private static int startOfName(char[] text) {
    for (int i = 0; i + NAME.length <= text.length; i++) {
      if (Arrays.equals(text, i, i + NAME.length, NAME, 0, NAME.length)) {
        return i + NAME.length;
      }
    }
    return 0;
  }

  /** Where a name that begins at {@code from} ends: it holds nothing that could end a label. */
  private static int endOfName(char[] text, int from, int to) {
    int end = from;
    while (end < to && Names.isNameCharacter(text[end])) {
      end++;
    }
    return end;
  }
}
