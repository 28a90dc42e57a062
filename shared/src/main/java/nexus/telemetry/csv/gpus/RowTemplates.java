package nexus.telemetry.csv.gpus;

import java.util.Arrays;
import nexus.telemetry.csv.gpus.Series.Metric;
import nexus.telemetry.csv.gpus.Series.Template;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.numbers.DecimalMark;
import nexus.telemetry.csv.numbers.NumberScan;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;

/**
 * Recognises rows that differ from an earlier row of the same series in time and value alone,
 * without splitting them. Nearly every row of a capture is such a row.
 *
 * <pre>
 * "2025-07-18T20:42:34Z","DCGM_FI_DEV_GPU_UTIL","0","nvidia0",…,"97","DCGM_FI_DRIVER_VERSION=…"
 *  [------ time -----]                                          []
 * ^ head              [----------------- middle ---------------]value[--------- tail --------]
 * </pre>
 *
 * <p>Where head, middle and tail are byte for byte those of a row that was split and accepted, and
 * time and value hold nothing but characters of times and numbers, the row belongs to the same
 * series, with the same facts. A value that is not usual for the field, as blanks are, has its row
 * split. A guess says which earlier row to compare with: the one that followed the last row when
 * that was read before, or the one after it. After a wrong guess the row is split.
 */
public final class RowTemplates {

  private static final int GUESSES = 2;
  private static final int LONGEST_TIME = 40;

  /** Bytes of a template besides its row, about. */
  private static final int BYTES = 80;

  private final Holdings holdings;
  private final boolean applicable;
  private final char separator;
  private final boolean decimalComma;
  private final int timePlace;
  private final int valuePlace;
  private final SampleTimes times;
  private final long earliestMs;
  private final long latestMs;
  private final char[] text = new char[LONGEST_TIME];
  private final NumberScan number = new NumberScan();

  private Template last;
  private byte[] timeText = {};
  private long time;

  /**
   * Where time and value of a row are.
   *
   * @param time place of the time
   * @param value place of the value, behind the time; below 0 where rows cannot be compared
   * @param separator stands between fields
   * @param decimalComma whether a number's mark may stand before thousands
   */
  public record Layout(int time, int value, char separator, boolean decimalComma) {}

  /**
   * @param times reads the times of the rows
   * @param earliestMs earliest time that a row may have, epoch milliseconds
   * @param latestMs latest time that a row may have, epoch milliseconds
   */
  public RowTemplates(
      Layout layout, SampleTimes times, long earliestMs, long latestMs, Holdings holdings) {
    this.holdings = holdings;
    this.times = times;
    this.timePlace = layout.time();
    this.valuePlace = layout.value();
    this.applicable = layout.time() < layout.value();
    this.separator = layout.separator();
    this.decimalComma = layout.decimalComma();
    this.earliestMs = earliestMs;
    this.latestMs = latestMs;
  }

  /**
   * Reads the next row and adds its sample to its series; false when it is none that is recognised.
   */
  public boolean read(LineReader rows) {
    Template guess = last;
    for (int i = 0; i < GUESSES && guess != null; i++) {
      guess = guess.next;
      int next = guess == null ? -1 : read(guess, rows.bytes(), rows.position(), rows.limit());
      if (next >= 0) {
        guess.series.add(time, guess.name.value(number.value()), guess.facts.number());
        last = guess;
        rows.skipTo(next);
        return true;
      }
    }
    return false;
  }

  /** Whether the value of the row read last is a whole number that a double cannot hold. */
  public boolean isInexact() {
    return number.isInexact();
  }

  /** Where the line behind a row like {@code template} begins; −1 when the row is not like it. */
  private int read(Template template, byte[] bytes, int start, int limit) {
    int valueStart = start + template.valueStart;
    if (template.line.length == 0
        || valueStart >= limit
        || !template.isCurrent()
        || !template.isBefore(bytes, start)) {
      return -1;
    }
    int valueEnd = number.read(bytes, valueStart, limit);
    int end = valueEnd + template.tailLength;
    boolean same =
        valueEnd >= 0
            && template.name.isUsual(number.value())
            && !(decimalComma && DecimalMark.mayBeGrouped(bytes, valueStart, valueEnd))
            && end <= limit
            && end - start <= LineReader.MAX_LINE
            && template.isBehind(bytes, valueEnd);
    int next = same ? nextLine(bytes, end, limit) : -1;
    return next >= 0 && readTime(bytes, start + template.timeStart, start + template.timeEnd)
        ? next
        : -1;
  }

  /** Where the line behind one that ends at {@code end} begins; −1 when it does not end there. */
  private static int nextLine(byte[] bytes, int end, int limit) {
    int newline = end < limit && bytes[end] == '\r' ? end + 1 : end;
    if (newline >= limit) {
      return limit;
    }
    return bytes[newline] == '\n' ? newline + 1 : -1;
  }

  /** Reads the time; rows mostly repeat the one before. */
  private boolean readTime(byte[] bytes, int from, int to) {
    if (Arrays.equals(timeText, 0, timeText.length, bytes, from, to)) {
      return true;
    }
    if (!copy(bytes, from, to)) {
      return false;
    }
    try {
      time = times.read(text, 0, to - from);
    } catch (InvalidInputException e) {
      timeText = new byte[0];
      return false;
    }
    boolean usable =
        time >= earliestMs
            && time <= latestMs
            && time != SampleTimes.DOUBLED
            && !times.isOfMinute();
    timeText = usable ? Arrays.copyOfRange(bytes, from, to) : new byte[0];
    return usable;
  }

  /** Takes characters of times; false where there is any other. */
  private boolean copy(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if ((b < '0' || b > '9') && "+-.:TZ /".indexOf(b) < 0) {
        return false;
      }
      text[i - from] = (char) b;
    }
    return true;
  }

  /** Remembers a row that was split and whose sample was added to {@code series}. */
  public void learn(LineReader row, GpuRows gpu, Series series, Metric metric) {
    if (!applicable) {
      return;
    }
    Template template = series.template();
    if (template == null) {
      holdings.keep(BYTES);
      template = new Template(gpu.facts(), series);
      series.template(template);
    }
    if (!keep(template, row)) {
      last = null;
      return;
    }
    template.name = metric.name();
    if (last != null) {
      last.next = template;
    }
    last = template;
  }

  /** Makes the row the template. False when it cannot be one; then the template is as it was. */
  private boolean keep(Template template, LineReader row) {
    byte[] line = Arrays.copyOfRange(row.bytes(), row.start(), row.end());
    holdings.keep(Math.max(0, line.length - template.line.length));
    int timeField = field(line, 0, timePlace);
    int valueField = field(line, timeField, valuePlace - timePlace);
    int timeEnd = end(line, timeField);
    if (timeEnd - start(line, timeField) > LONGEST_TIME) {
      return false;
    }
    template.line = line;
    template.timeStart = start(line, timeField);
    template.timeEnd = timeEnd;
    template.valueStart = start(line, valueField);
    template.tailLength = line.length - end(line, valueField);
    template.factsNumber = template.facts.number();
    return true;
  }

  /** Where the {@code count}th field behind the one that begins at {@code from} begins. */
  private int field(byte[] line, int from, int count) {
    int begin = from;
    for (int i = 0; i < count; i++) {
      int end = end(line, begin);
      begin = end + (isQuoted(line, begin) ? 2 : 1);
    }
    return begin;
  }

  private static boolean isQuoted(byte[] line, int field) {
    return field < line.length && line[field] == '"';
  }

  private static int start(byte[] line, int field) {
    return isQuoted(line, field) ? field + 1 : field;
  }

  /**
   * Where a field's text ends: at the quote that closes it, or at the separator or end behind it.
   */
  private int end(byte[] line, int field) {
    boolean quoted = isQuoted(line, field);
    int end = start(line, field);
    while (end < line.length) {
      if (!quoted && line[end] == separator) {
        return end;
      } else if (quoted && line[end] == '"') {
        if (!isQuoted(line, end + 1)) {
          return end;
        }
        end++;
      }
      end++;
    }
    return end;
  }
}
