package nexus.telemetry.query;

import java.util.List;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.MetricUnits;

/**
 * How many bytes an answer can take as JSON that is itself a text within JSON, as on Lambda: an
 * upper bound, told without writing it.
 */
final class AnswerSize {

  /** Thirteen digits of a time and the longest double that is written. */
  private static final int POINT = "[9999999999999,-2.2250738585072014E-308],".length();

  private static final long SERIES = escaped("{\"metric\":\"\",\"unit\":\"\",\"points\":[]},");

  private static final long ENVELOPE =
      escaped(
              "{\"cluster\":\"\",\"host\":\"\",\"gpu\":\"\",\"uuid\":\"\",\"device\":\"\","
                  + "\"model\":\"\",\"from\":\"\",\"to\":\"\",\"series\":[],\"missing\":[],\"cursor\":\"\"}")
          + 2L * "9999-12-31T23:59:59.999Z".length()
          + Cursor.MAX_LENGTH;

  private static final long MISSING =
      escaped("{\"from\":\"\",\"to\":\"\",\"reason\":\"\",\"key\":\"\"},")
          + 2L * "9999-12-31T23:59:59.999Z".length();

  /** The members of the longest entry with a quote each, a time and a number. */
  private static final long ROW = 400;

  /** A character of free text at worst: an escape of six characters, whose backslash is doubled. */
  private static final int CHARACTER = 7;

  private AnswerSize() {}

  /** What surrounds the series; the cluster's name is checked, the rest may be any text. */
  static long ofEnvelope(String cluster, String... texts) {
    long bytes = ENVELOPE + cluster.length();
    for (String text : texts) {
      bytes += (long) CHARACTER * text.length();
    }
    return bytes;
  }

  /** What is missing. */
  static long ofMissing(List<Missing> missing) {
    long bytes = 0;
    for (Missing one : missing) {
      bytes += MISSING + (long) CHARACTER * (one.reason().length() + one.key().length());
    }
    return bytes;
  }

  /** An entry of a list that holds these texts, besides names of members, a time and a number. */
  static long ofRow(String... texts) {
    long bytes = ROW;
    for (String text : texts) {
      bytes += (long) CHARACTER * text.length();
    }
    return bytes;
  }

  /** The series; neither metrics' names nor units need an escape. */
  static long of(List<MetricColumn> columns) {
    long bytes = 0;
    for (MetricColumn column : columns) {
      String metric = column.metric();
      bytes += SERIES + metric.length() + MetricUnits.unit(metric).length();
      bytes += (long) POINT * column.size();
    }
    return bytes;
  }

  private static long escaped(String json) {
    return json.length() + json.chars().filter(c -> c == '"').count();
  }
}
