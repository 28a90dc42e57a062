package nexus.telemetry.capture;

import java.io.InputStream;
import java.util.List;
import java.util.function.Function;
import nexus.telemetry.capture.CaptureReport.Missing;
import nexus.telemetry.csv.CsvHeader;

/**
 * How a file is read, as its beginning says.
 *
 * @param kind what it is
 * @param header its columns, of which some may be missing
 * @param headLines lines before the first row
 * @param headBytes bytes before the first row
 * @param rows makes the rows of a file that has no lines of its own, from the first byte behind
 *     {@code headBytes} on; null where its lines are the rows
 * @param columns what columns were taken for that are not the header's; null where they are
 * @param lacking what is missing beside columns of the header
 */
record Shape(
    Kind kind,
    CsvHeader header,
    int headLines,
    int headBytes,
    Function<InputStream, RowStream> rows,
    List<CaptureReport.Column> columns,
    List<Missing> lacking) {

  /** Of a file whose lines are the rows, and whose columns are the header's. */
  Shape(Kind kind, CsvHeader header, int headLines, int headBytes) {
    this(kind, header, headLines, headBytes, null, null, List.of());
  }

  /** The same with rows that are made of the file. */
  Shape through(Function<InputStream, RowStream> made) {
    return new Shape(kind, header, headLines, headBytes, made, columns, lacking);
  }

  /** The same with other columns than the header's. */
  Shape described(List<CaptureReport.Column> others, List<Missing> missing) {
    return new Shape(kind, header, headLines, headBytes, rows, others, missing);
  }

  /** Whether the file's own lines are the rows, with columns that a character separates. */
  boolean isDelimited() {
    return header.isDelimited() && rows == null;
  }
}
