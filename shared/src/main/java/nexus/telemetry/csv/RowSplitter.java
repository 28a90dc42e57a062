package nexus.telemetry.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;

/** One line becomes the fields of one row, split by FastCSV. */
final class RowSplitter implements RowSource {

  /** Rows that are looked at ahead. */
  private static final int LOOKED_AT = 1000;

  private final LineChars characters = new LineChars();
  private final RowFields fields;
  private final FilledColumns filled;
  private final char separator;
  private final boolean others;
  private final int gpu;
  private final int metric;
  private final int columns;
  private final int named;
  private final int[] values;
  private final boolean looks;
  private Iterator<RowFields> rows;

  RowSplitter(CsvHeader header) {
    this.columns = header.columns().size();
    this.named = header.named();
    this.filled = new FilledColumns(header);
    this.separator = header.dialect().separator();
    this.others = header.hasOthers();
    this.gpu = header.place(Column.GPU_ID);
    this.metric = header.place(Column.METRIC_NAME);
    this.fields = new RowFields(columns, header.filled().size(), header.dialect().decimals());
    this.values = header.valuePlaces();
    this.looks = header.dialect().mayHaveDecimalComma();
    this.rows = open();
  }

  @Override
  public void look(LineReader ahead) {
    for (int i = 0; looks && i < LOOKED_AT && ahead.hasNext(); i++) {
      ahead.next();
      if (!ahead.isBlank() && !ahead.isTooLong() && characters.load(ahead)) {
        look();
      }
    }
  }

  private void look() {
    try {
      RowFields row = next();
      for (int place : values) {
        if (place < row.count()) {
          ValueReader.number(row, place);
        }
      }
    } catch (RowRejected e) {
      return; // it is rejected where it is read
    }
  }

  /**
   * Splits the current line.
   *
   * @return the fields, one for each column that has a name; the same object for every row
   * @throws RowRejected when the line is no row
   */
  @Override
  public RowFields split(LineReader line, Tally tally) throws RowRejected {
    if (line.isTooLong()) {
      throw reject("the line is longer than " + LineReader.MAX_LINE + " bytes");
    } else if (line.hasCarriageReturn()) {
      throw reject("the line has a carriage return in its middle");
    } else if (!characters.load(line)) {
      throw reject("the line is not UTF-8");
    }
    RowFields row = next();
    if (row.count() < named || (row.count() > columns && row.hasSurplus())) {
      throw reject("the row has " + row.count() + " fields, the header " + columns);
    }
    if (!filled.isEmpty()) {
      filled.fill(row);
      if (others && row.isEmpty(gpu)) {
        tally.ignore(row.string(metric));
        return null;
      }
    }
    if (filled.isOfOther(row)) {
      tally.ignore(row.string(metric));
      return null;
    }
    return row;
  }

  /** A reader that failed is not used again: the next line gets a new one. */
  private RowFields next() throws RowRejected {
    try {
      return rows.next();
    } catch (CsvParseException e) {
      rows = open();
      throw reject("a quote is not closed, or text follows a closed one");
    }
  }

  private Iterator<RowFields> open() {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .allowUnclosedQuote(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .build(fields, characters)
        .iterator();
  }

  private static RowRejected reject(String reason) {
    return new RowRejected(RowRejected.WHOLE_ROW, reason);
  }

  /**
   * Gives FastCSV one line at a time. A reader that asks for more within a row meets the end of the
   * file. So an unclosed quote ends at its own line.
   */
  private static final class LineChars extends Reader {

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private String line = "";
    private int position = 1;

    /** Takes the current line; false when it is not UTF-8. */
    boolean load(LineReader source) {
      int length = source.end() - source.start();
      if (source.isAscii()) {
        line = new String(source.bytes(), source.start(), length, StandardCharsets.ISO_8859_1);
      } else {
        try {
          line = decoder.decode(ByteBuffer.wrap(source.bytes(), source.start(), length)).toString();
        } catch (CharacterCodingException e) {
          return false;
        }
      }
      position = 0;
      return true;
    }

    /** Copies characters of the line, then the newline that ends it, and then there are no more. */
    @Override
    public int read(char[] target, int offset, int most) {
      int left = line.length() - position;
      if (left < 0) {
        return -1;
      }
      int count = Math.min(most, left);
      line.getChars(position, position + count, target, offset);
      if (count < most) {
        target[offset + count++] = '\n';
      }
      position += count;
      return count;
    }

    @Override
    public void close() {
      position = line.length() + 1;
    }
  }
}
