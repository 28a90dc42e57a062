package nexus.telemetry.capture.series;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Rows of time, metric, value and labels, with tabs between, as bytes that wait to be read. */
public final class RowBytes {

  private byte[] bytes = new byte[32 << 10];
  private int start;
  private int end;
  private byte[] metric = {};
  private byte[] labels = {};

  /** Rows from here on are of this series. */
  public void series(String metricName, String labelsText) {
    metric = cleaned(metricName).getBytes(StandardCharsets.UTF_8);
    labels = labelsText.getBytes(StandardCharsets.UTF_8);
  }

  /** Adds a row. */
  public void row(String time, String value) {
    put(cleaned(time));
    put('\t');
    put(metric);
    put('\t');
    put(cleaned(value));
    put('\t');
    put(labels);
    put('\n');
  }

  /** Adds a blank line. */
  public void blank() {
    put('\n');
  }

  public boolean isEmpty() {
    return start == end;
  }

  public int size() {
    return end - start;
  }

  /** Takes up to {@code length} bytes; −1 where there are none. */
  public int take(byte[] target, int at, int length) {
    int count = Math.min(length, end - start);
    System.arraycopy(bytes, start, target, at, count);
    start += count;
    if (start == end) {
      start = 0;
      end = 0;
    }
    return count == 0 ? -1 : count;
  }

  /** A field's text without what ends fields and rows. */
  public static String cleaned(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ') {
        return text.replaceAll("[\\x00-\\x1f]", " ");
      }
    }
    return text;
  }

  private void put(String text) {
    put(text.getBytes(StandardCharsets.UTF_8));
  }

  private void put(char c) {
    room(1);
    bytes[end++] = (byte) c;
  }

  private void put(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, end, more.length);
    end += more.length;
  }

  private void room(int more) {
    if (end + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + more));
    }
  }
}
