package nexus.telemetry.csv.gpus;

import java.util.Arrays;
import nexus.telemetry.csv.gpus.Series.Metric;
import nexus.telemetry.csv.gpus.Series.Template;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.numbers.DecimalMark;
import nexus.telemetry.csv.numbers.NumberScan;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.RowSpans;
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
 *
 * DCGM_FI_DEV_GPU_UTIL{gpu="0",…} 97 1752871354000     value before time, or no time
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
  private final boolean delimited;
  private final boolean applicable;
  private final char separator;
  private final boolean decimalComma;
  private final int timePlace;
  private final int valuePlace;
  private final SampleTimes times;
  private final char[] text = new char[LONGEST_TIME];
  private final NumberScan number = new NumberScan();

  private FileTerms file;
  private Template last;
  private int chunk;
  private byte[] timeText = {};
  private long time;

  /**
   * Where time and value of a row are.
   *
   * @param delimited whether rows have separators; where not, who splits them says it of each
   * @param time place of the time
   * @param value place of the value, behind the time; below 0 where rows cannot be compared
   * @param separator stands between fields
   * @param decimalComma whether a number's mark may stand before thousands
   */
  public record Layout(
      boolean delimited, int time, int value, char separator, boolean decimalComma) {}

  /**
   * @param times reads the times of the rows
   * @param file what they are held to
   */
  public RowTemplates(Layout layout, SampleTimes times, FileTerms file, Holdings holdings) {
    this.holdings = holdings;
    this.times = times;
    this.file = file;
    this.timePlace = layout.time();
    this.valuePlace = layout.value();
    this.delimited = layout.delimited();
    this.applicable = !delimited || layout.time() < layout.value();
    this.separator = layout.separator();
    this.decimalComma = layout.decimalComma();
  }

  /** The rows from here on are those of another file. */
  public void begin(FileTerms other) {
    file = other;
    timeText = new byte[0];
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
        if (guess.chunk != chunk) {
          begin(guess);
        }
        guess.series.add(time, guess.name.value(number.value()), guess.factsNumber);
        last = guess;
        rows.skipTo(next);
        return true;
      }
    }
    return false;
  }

  /** The chunk has a sample by the template. */
  private void begin(Template template) {
    template.facts.say();
    template.gpu.fill(template.series);
    template.chunk = chunk;
  }

  /** The chunk ends here. */
  public void endChunk() {
    chunk++;
  }

  /** Whether the value of the row read last is a whole number that a double cannot hold. */
  public boolean isInexact() {
    return number.isInexact();
  }

  /** Where the line behind a row like {@code template} begins; −1 when the row is not like it. */
  private int read(Template template, byte[] bytes, int start, int limit) {
    if (template.line.length == 0
        || start + Math.min(template.timeStart, template.valueStart) >= limit
        || !template.isCurrent()
        || !template.isBefore(bytes, start)) {
      return -1;
    }
    return template.timeStart < template.valueStart
        ? readTimeFirst(template, bytes, start, limit)
        : readValueFirst(template, bytes, start, limit);
  }

  private int readTimeFirst(Template template, byte[] bytes, int start, int limit) {
    int valueStart = start + template.valueStart;
    int timeEnd = template.timeEnd;
    if (valueStart >= limit
        || !template.isSame(timeEnd, template.valueStart, bytes, start + timeEnd)) {
      return -1;
    }
    int valueEnd = readValue(template, bytes, valueStart, limit);
    int next =
        valueEnd < 0 ? -1 : readTail(template, template.valueEnd, bytes, start, valueEnd, limit);
    return next >= 0 && take(template, bytes, start + template.timeStart) ? next : -1;
  }

  private int readValueFirst(Template template, byte[] bytes, int start, int limit) {
    int valueEnd = readValue(template, bytes, start + template.valueStart, limit);
    int timeStart = valueEnd + template.timeStart - template.valueEnd;
    int timeEnd = timeStart + template.timeEnd - template.timeStart;
    if (valueEnd < 0
        || timeEnd > limit
        || !template.isSame(template.valueEnd, template.timeStart, bytes, valueEnd)) {
      return -1;
    }
    int next = readTail(template, template.timeEnd, bytes, start, timeEnd, limit);
    return next >= 0 && take(template, bytes, timeStart) ? next : -1;
  }

  /** Where the value ends; −1 where none is there that is usual for the field. */
  private int readValue(Template template, byte[] bytes, int start, int limit) {
    int end = number.read(bytes, start, limit);
    boolean usual =
        end >= 0
            && template.name.isUsual(number.value())
            && !(decimalComma && DecimalMark.mayBeGrouped(bytes, start, end));
    return usual ? end : -1;
  }

  /** Where the next line begins, when the same tail follows; else −1. */
  private int readTail(Template template, int tail, byte[] bytes, int start, int from, int limit) {
    int end = from + template.line.length - tail;
    boolean same =
        end <= limit
            && end - start <= LineReader.MAX_LINE
            && template.isSame(tail, template.line.length, bytes, from);
    return same ? nextLine(bytes, end, limit) : -1;
  }

  /** Whether the row, which is like the template, is taken here; then {@link #time} is its time. */
  private boolean take(Template template, byte[] bytes, int timeStart) {
    return (template.chunk == chunk
            || (template.gpu.mayAdd(template.series) && template.gpu.begin()))
        && (template.scraped == null || file.host().isOf(template.scraped))
        && (template.timeless != null
            ? giveTime(template)
            : readTime(bytes, timeStart, timeStart + template.timeEnd - template.timeStart));
  }

  /** Gives the row a time, as it has none; false where that is refused. */
  private boolean giveTime(Template template) {
    if (!file.times().isOneTime() || !file.isInTime(file.times().firstMs())) {
      return false;
    }
    try {
      time = file.times().of(template.timeless, timePlace, null);
      timeText = new byte[0]; // it is not the time of that text any more
    } catch (RowRejected e) {
      return false;
    }
    return true;
  }

  /** Where the line behind one that ends at {@code end} begins; −1 when it does not end there. */
  private int nextLine(byte[] bytes, int end, int limit) {
    int newline = end < limit && bytes[end] == '\r' ? end + 1 : end;
    if (newline >= limit) {
      return delimited ? limit : -1; // the format judges a last line without an end
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
    boolean usable = file.isInTime(time) && time != SampleTimes.DOUBLED && !times.isOfMinute();
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

  /**
   * Remembers a row that was split and whose sample was added to {@code series}, unless it is the
   * first of it: most files of which a series has one row are one scrape.
   */
  public void learn(LineReader line, RowFields row, GpuRows gpu, Series series, Metric metric) {
    if (!applicable) {
      return;
    }
    if (!series.cameAgain()) {
      last = null;
      return;
    }
    Template template = series.template();
    if (template == null) {
      holdings.keep(BYTES);
      template = new Template(gpu, series);
      series.template(template);
    }
    if (!keep(template, line, row)) {
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
  private boolean keep(Template template, LineReader from, RowFields row) {
    byte[] line = Arrays.copyOfRange(from.bytes(), from.start(), from.end());
    RowSpans spans = delimited ? spans(line) : row.spans();
    if (spans == null
        || spans.timeLength() > LONGEST_TIME
        || (row.isTimeGiven() && spans.timeLength() > 0)) {
      return false;
    }
    holdings.keep(Math.max(0, line.length - template.line.length));
    template.line = line;
    template.timeStart = spans.timeStart();
    template.timeEnd = spans.timeEnd();
    template.valueStart = spans.valueStart();
    template.valueEnd = spans.valueEnd();
    template.factsNumber = template.facts.number();
    template.chunk = -1;
    template.scraped = row.scraped();
    template.timeless = row.isTimeGiven() ? row.timeless() : null;
    return true;
  }

  private RowSpans spans(byte[] line) {
    int timeField = field(line, 0, timePlace);
    int valueField = field(line, timeField, valuePlace - timePlace);
    return new RowSpans(
        start(line, timeField),
        end(line, timeField),
        start(line, valueField),
        end(line, valueField));
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
