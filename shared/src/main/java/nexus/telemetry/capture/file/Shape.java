package nexus.telemetry.capture.file;

import java.io.InputStream;
import java.util.List;
import java.util.function.Function;
import nexus.telemetry.capture.file.CaptureReport.Missing;
import nexus.telemetry.csv.Column;
import nexus.telemetry.csv.CsvHeader;

/**
 * How a file is read, as its beginning says.
 *
 * @param kind what it is
 * @param header its columns, of which some may be missing
 * @param headLines lines before the first row
 * @param skipped how many of them, from the first on, are no part of the header
 * @param headBytes bytes before the first row
 * @param rows makes the rows of a file that has no lines of its own, from the first byte behind
 *     {@code headBytes} on; null where its lines are the rows
 * @param columns what columns were taken for that are not the header's; null where they are
 * @param lacking what is missing beside columns of the header
 * @param firstTime the first row's time, where all rows have times alike; null where they may not
 * @param time how the time is given where the file has none; null for the usual way
 */
public record Shape(
    Kind kind,
    CsvHeader header,
    int headLines,
    int skipped,
    int headBytes,
    Function<InputStream, RowStream> rows,
    List<CaptureReport.Column> columns,
    List<Missing> lacking,
    String firstTime,
    Missing time) {

  /** Of a file whose lines are the rows, and whose columns are the header's. */
  public Shape(Kind kind, CsvHeader header, int headLines, int headBytes) {
    this(kind, header, headLines, 0, headBytes, null, null, List.of(), null, null);
  }

  /** The same, of whose lines before the first row so many are no part of the header. */
  public Shape skipping(int lines) {
    return new Shape(
        kind, header, headLines, lines, headBytes, rows, columns, lacking, firstTime, time);
  }

  /**
   * The same of a file that it begins in, below so many lines and bytes.
   *
   * <p>Where rows are made, they are numbered by themselves.
   */
  public Shape below(int lines, int bytes) {
    return new Shape(
        kind,
        header,
        rows == null ? headLines + lines : headLines,
        skipped + lines,
        headBytes + bytes,
        rows,
        columns,
        lacking,
        firstTime,
        time);
  }

  /** The same with rows that are made of the file. */
  public Shape through(Function<InputStream, RowStream> made) {
    return new Shape(
        kind, header, headLines, skipped, headBytes, made, columns, lacking, firstTime, time);
  }

  /** The same with other columns than the header's. */
  public Shape described(List<CaptureReport.Column> others, List<Missing> missing) {
    return new Shape(
        kind, header, headLines, skipped, headBytes, rows, others, missing, firstTime, time);
  }

  /** The same with rows that have times alike. */
  public Shape timed(String first, Missing giving) {
    return new Shape(
        kind, header, headLines, skipped, headBytes, rows, columns, lacking, first, giving);
  }

  /** Whether no row has a time, and none is given. */
  public boolean lacksTimes() {
    return header.missing().stream().anyMatch(one -> one.column() == Column.TIMESTAMP);
  }

  /** Whether a character of the header's separates the columns of the file. */
  boolean isSeparated() {
    return kind == Kind.GRAFANA_SERIES || kind == Kind.GRAFANA_LONG;
  }

  /** Whether the file's own lines are the rows, with columns that a character separates. */
  public boolean isDelimited() {
    return header.isDelimited() && rows == null;
  }
}
