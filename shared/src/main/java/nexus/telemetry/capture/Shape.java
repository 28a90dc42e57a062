package nexus.telemetry.capture;

import java.util.List;
import nexus.telemetry.capture.CaptureReport.Column;
import nexus.telemetry.capture.CaptureReport.Missing;
import nexus.telemetry.csv.CsvHeader;

/**
 * How a file is read, as its beginning says.
 *
 * @param kind what it is
 * @param header its columns, of which some may be missing
 * @param headLines lines before the first row
 * @param headBytes bytes before the first row
 * @param firstTime the first row's time, which tells whether times lack a zone; null where there is
 *     none
 * @param time how the time is given where the file has none; null for the usual way
 * @param columns what the columns are, where they are others than the header's; else empty
 */
record Shape(
    Kind kind,
    CsvHeader header,
    int headLines,
    int headBytes,
    String firstTime,
    Missing time,
    List<Column> columns) {

  Shape(Kind kind, CsvHeader header, int headLines, int headBytes, String firstTime) {
    this(kind, header, headLines, headBytes, firstTime, null, List.of());
  }

  Shape {
    columns = List.copyOf(columns);
  }
}
