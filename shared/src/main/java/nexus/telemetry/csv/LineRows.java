package nexus.telemetry.csv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.numbers.Decimals;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.RowSpans;
import nexus.telemetry.model.InvalidInputException;

/** Lines of a file that is no CSV become rows, read by its {@link LineFormat}. */
final class LineRows implements RowSource, LineFormat.Fields {

  private static final String CUT =
      "the file ends within the line, whose value may be cut off: a last line ends with a line feed";

  private final LineFormat format;
  private final FilledColumns filled;
  private final RowFields fields;
  private final int columns;
  private final int metric;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private char[] buffer = new char[256];
  private Tally tally;

  /** Whether characters of the line are where its bytes are. */
  private boolean ascii;

  /** Whether the format was given the line. */
  private boolean given;

  LineRows(CsvHeader header, LineFormat format) {
    this.format = format;
    this.filled = new FilledColumns(header);
    this.columns = header.columns().size();
    this.metric = header.place(Column.METRIC_NAME);
    this.fields = new RowFields(columns, header.filled().size(), decimals(header));
  }

  /** What a program writes has points, unless it is a spreadsheet's. */
  private static Decimals decimals(CsvHeader header) {
    return header.dialect().decimals() == Decimals.COMMA ? Decimals.COMMA : Decimals.POINT;
  }

  @Override
  public RowFields split(LineReader line, Tally counts) throws RowRejected {
    given = false;
    if (line.isTooLong()) {
      format.tooLong(line.beginning());
      throw reject("the line is longer than " + LineReader.MAX_LINE + " bytes");
    }
    tally = counts;
    fields.begin();
    String text = text(line);
    ascii = line.isAscii();
    given = true;
    LineFormat.Line read;
    try {
      read = format.read(text, this);
    } catch (InvalidInputException e) {
      throw reject(isCut(line) ? CUT : e.getMessage());
    }
    if (read != LineFormat.Line.ROW) {
      return null;
    } else if (isCut(line)) {
      given = false;
      throw reject(CUT);
    }
    return filled();
  }

  private boolean isCut(LineReader line) {
    return !line.isEnded() && format.endsEveryLine();
  }

  @Override
  public RowFields more() throws RowRejected {
    return readMore() ? filled() : null;
  }

  private boolean readMore() throws RowRejected {
    fields.begin();
    try {
      return given && format.readMore(this);
    } catch (InvalidInputException e) {
      throw reject(e.getMessage());
    }
  }

  /** The row, or the next one of the line that is of a GPU; null where none is. */
  private RowFields filled() throws RowRejected {
    do {
      if (fields.count() != columns) {
        throw reject("the row has " + fields.count() + " fields, and " + columns + " are needed");
      }
      filled.fill(fields);
      if (!filled.isOfOther(fields)) {
        return fields;
      }
      tally.ignore(fields.string(metric));
    } while (readMore());
    return null;
  }

  private String text(LineReader line) throws RowRejected {
    int length = line.end() - line.start();
    if (line.isAscii()) {
      return new String(line.bytes(), line.start(), length, StandardCharsets.ISO_8859_1);
    }
    try {
      return decoder.decode(ByteBuffer.wrap(line.bytes(), line.start(), length)).toString();
    } catch (CharacterCodingException e) {
      throw reject("the line is not UTF-8");
    }
  }

  @Override
  public void add(String text, int from, int to) {
    if (to - from > buffer.length) {
      buffer = new char[2 * (to - from)];
    }
    text.getChars(from, to, buffer, 0);
    fields.add(buffer, 0, to - from);
  }

  @Override
  public void stand(int timeStart, int timeEnd, int valueStart, int valueEnd) {
    if (ascii) {
      fields.spans(new RowSpans(timeStart, timeEnd, valueStart, valueEnd));
    }
  }

  @Override
  public void ignored(String name) {
    tally.ignore(name);
  }

  private static RowRejected reject(String reason) {
    return new RowRejected(RowRejected.WHOLE_ROW, reason);
  }
}
