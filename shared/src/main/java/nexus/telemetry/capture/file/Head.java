package nexus.telemetry.capture.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import nexus.telemetry.capture.file.CaptureReport.Skipped;

/** The first lines of a file, looked at before it is read. */
public final class Head {

  /** Most bytes that are looked at: the longest first line there may be, and some more. */
  public static final int MOST = (1 << 20) + (16 << 10);

  /** The longest row there may be, and some more. */
  public static final int LARGE = 80 << 10;

  /** Most lines that are looked at. */
  private static final int MOST_LINES = 64;

  /** Bytes that are looked at where lines are short. */
  private static final int ENOUGH = 4 << 10;

  /**
   * A line.
   *
   * @param text its text, without its end
   * @param end bytes of the file up to the next line
   * @param whole whether its end is there
   */
  public record Line(String text, int end, boolean whole) {}

  private final byte[] bytes;
  private final boolean atEnd;
  private final List<Line> lines = new ArrayList<>();

  private Head(byte[] bytes, boolean atEnd) {
    this(bytes, atEnd, MOST_LINES);
  }

  private Head(byte[] bytes, boolean atEnd, int mostLines) {
    this.bytes = bytes;
    this.atEnd = atEnd;
    int from = 0;
    while (from < bytes.length && lines.size() < mostLines) {
      int to = from;
      while (to < bytes.length && bytes[to] != '\n') {
        to++;
      }
      boolean ended = to < bytes.length;
      int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
      String text = new String(bytes, from, end - from, StandardCharsets.UTF_8);
      boolean marked = from == 0 && text.startsWith("\uFEFF");
      from = ended ? to + 1 : to;
      lines.add(new Line(marked ? text.substring(1) : text, from, ended || atEnd));
    }
  }

  /** Looks at the beginning of a stream: at as much as shows two lines. */
  public static Head of(PeekedStream in) throws IOException {
    byte[] found = in.peek(ENOUGH);
    for (int most : new int[] {LARGE, MOST}) {
      found = found.length < ENOUGH || hasLine(found) ? found : in.peek(most);
    }
    return new Head(found, in.isWhole(found));
  }

  /** Looks at more lines of it. */
  public static Head large(PeekedStream in, int bytes) throws IOException {
    byte[] found = in.peek(bytes);
    return new Head(found, in.isWhole(found), Integer.MAX_VALUE);
  }

  /** The beginning of a file that is already there. */
  public static Head of(byte[] beginning, boolean whole) {
    return new Head(beginning, whole);
  }

  private static boolean hasLine(byte[] bytes) {
    int lines = 0;
    for (byte b : bytes) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines > 1;
  }

  /** The lines, as far as they were looked at. */
  public List<Line> lines() {
    return lines;
  }

  /** What is there of the file from a byte on that a line begins with. */
  public Head from(int offset) {
    return new Head(Arrays.copyOfRange(bytes, offset, bytes.length), atEnd);
  }

  /** The first so many lines, but those that say nothing. */
  public List<Skipped> skipped(int count) {
    return IntStream.range(0, count)
        .filter(i -> !Separators.isSilent(lines.get(i).text()))
        .mapToObj(i -> new Skipped(i + 1, lines.get(i).text().strip()))
        .toList();
  }

  /** Bytes of the lines whose end is there. */
  public int wholeBytes() {
    return lines.stream().filter(Line::whole).mapToInt(Line::end).max().orElse(0);
  }

  /** Bytes of the byte order mark, which are no part of the first line. */
  public int markBytes() {
    boolean marked =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }

  public byte[] bytes() {
    return bytes;
  }
}
