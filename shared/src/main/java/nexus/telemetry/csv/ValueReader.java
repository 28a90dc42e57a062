package nexus.telemetry.csv;

import java.util.Optional;
import nexus.telemetry.csv.gpus.FileTerms;
import nexus.telemetry.csv.gpus.GpuRows;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.numbers.Numbers;
import nexus.telemetry.csv.numbers.OtherNumbers;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.fields.MissingWords;

/** Reads the values of a row whose place and time are known: one way a format. */
interface ValueReader {

  /** The rows from here on are those of another file. */
  default void begin(FileTerms file) {}

  /** The chunk ends here. */
  default void endChunk() {}

  /**
   * Reads the next row without splitting it, when it is like a row that was read before. Else
   * false: nothing is counted or passed.
   */
  boolean readKnown(LineReader lines, Tally tally);

  /**
   * Adds the row's values to its GPU.
   *
   * @throws RowRejected when no value of the row can be used
   */
  void read(LineReader line, RowFields row, GpuRows gpu, long time, Tally tally) throws RowRejected;

  /**
   * What field {@code place} is worth under the metric's canonical name; NaN when it is missing.
   *
   * @throws RowRejected when it is neither a number nor a word for no value, or a number that
   *     cannot be
   */
  static double value(RowFields row, int place, FieldName metric) throws RowRejected {
    double number = row.number(row.start(place), row.end(place));
    return metric.isUsual(number) ? metric.value(number) : unusual(row, place, metric, number);
  }

  /** Whether a value that was read is a whole number that a double cannot hold. */
  static boolean isInexact(RowFields row, int place) {
    if (row.length(place) <= Numbers.EXACT_DIGITS) {
      return false;
    }
    double number = Numbers.parse(row.text(), row.start(place), row.end(place));
    return !Double.isNaN(number)
        && Numbers.isInexact(row.text(), row.start(place), row.end(place), number);
  }

  private static double unusual(RowFields row, int place, FieldName metric, double parsed)
      throws RowRejected {
    if (!Double.isNaN(parsed)) {
      return checked(place, metric, parsed);
    } else if (!beginsAsNumber(row, place)
        && MissingWords.is(row.text(), row.start(place), row.end(place))) {
      return Double.NaN;
    }
    return spelledOtherwise(row, place, metric);
  }

  /** No word for no value begins so; most fields of some files do. */
  private static boolean beginsAsNumber(RowFields row, int place) {
    return !row.isEmpty(place) && Numbers.isDigit(row.text()[row.start(place)]);
  }

  private static double checked(int place, FieldName metric, double number) throws RowRejected {
    if (metric.isBlank(number)) {
      return Double.NaN;
    }
    double value = metric.value(number);
    Optional<String> fault = metric.fault(value);
    if (fault.isPresent()) {
      throw new RowRejected(place, fault.get());
    }
    return value;
  }

  /**
   * A number with a unit behind it or with a comma for its point, a mask in hexadecimal, or a state
   * in words.
   */
  private static double spelledOtherwise(RowFields row, int place, FieldName metric)
      throws RowRejected {
    char[] text = row.text();
    int start = row.start(place);
    int end = row.end(place);
    if (row.isUnclear()) {
      throw unclear(place);
    }
    int unit = endOfNumber(row, place);
    double number = row.number(start, unit);
    if (row.isUnclear()) {
      throw unclear(place);
    } else if (Double.isNaN(number)) {
      number = metric.isMask() ? Numbers.parseMask(text, start, end) : Double.NaN;
      double state = Double.isNaN(number) ? metric.state(row.string(place)) : number;
      if (Double.isNaN(state) && hasComma(text, start, unit)) {
        throw new RowRejected(
            place,
            "the value is no finite number: a comma is a decimal one only where another character"
                + " stands between columns; save the file so, or with decimal points");
      }
      return number(row, place, metric, state);
    } else if (unit == end) {
      return number(row, place, metric, number);
    }
    while (text[unit] == ' ') {
      unit++;
    }
    Optional<FieldName> scaled = metric.inUnit(text, unit, end);
    return number(row, place, scaled.orElse(metric), scaled.isEmpty() ? Double.NaN : number);
  }

  /** Where the last digit of a value ends, behind which there may be a unit. */
  private static int endOfNumber(RowFields row, int place) {
    int end = row.end(place);
    while (end > row.start(place) && !Numbers.isDigit(row.text()[end - 1])) {
      end--;
    }
    return end;
  }

  /** The number of a field, whatever its unit; NaN when there is none. */
  static double number(RowFields row, int place) {
    return row.number(row.start(place), endOfNumber(row, place));
  }

  private static RowRejected unclear(int place) {
    return new RowRejected(
        place,
        "the value may be a thousand times as much: its mark may stand before thousands or before"
            + " decimals, and no other value says which it is; write thousands without a mark, or"
            + " save the file with commas between columns and decimal points, or with semicolons"
            + " and decimal commas");
  }

  /** Whether it is digits with one comma between them. */
  private static boolean hasComma(char[] text, int start, int end) {
    int commas = 0;
    for (int i = start; i < end; i++) {
      boolean sign = i == start && (text[i] == '-' || text[i] == '+');
      commas += text[i] == ',' ? 1 : 0;
      if (text[i] != ',' && !sign && !Numbers.isDigit(text[i])) {
        return false;
      }
    }
    return commas == 1;
  }

  private static double number(RowFields row, int place, FieldName metric, double number)
      throws RowRejected {
    if (Double.isNaN(number)) {
      throw new RowRejected(place, OtherNumbers.reason(row.string(place)));
    }
    return checked(place, metric, number);
  }
}
