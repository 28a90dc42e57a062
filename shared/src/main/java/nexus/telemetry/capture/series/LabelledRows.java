package nexus.telemetry.capture.series;

import java.util.List;
import java.util.function.Supplier;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.LineFormat;

/** Rows of time, metric, value and labels: what every kind of Prometheus comes to. */
public final class LabelledRows {

  private static final List<String> COLUMNS =
      List.of("timestamp", "metric_name", "value", "labels_raw");

  private LabelledRows() {}

  /**
   * Their header.
   *
   * @param lines makes what reads the lines; null where the lines are such rows
   */
  public static CsvHeader header(Dialect dialect, Supplier<LineFormat> lines, Given given) {
    return CsvHeader.of(COLUMNS, dialect, lines, given);
  }

  /**
   * A time since 1970 without an exponent, as programs write it that have all numbers as doubles.
   * Any other text is left as it is.
   */
  public static String withoutExponent(String time) {
    if (time.indexOf('e') < 0 && time.indexOf('E') < 0) {
      return time;
    }
    try {
      double number = Double.parseDouble(time);
      boolean seconds = Math.abs(number) < 1e11;
      return String.valueOf(Math.round(seconds ? number * 1000 : number));
    } catch (NumberFormatException e) {
      return time;
    }
  }
}
