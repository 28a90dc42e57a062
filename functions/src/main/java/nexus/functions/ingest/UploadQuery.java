package nexus.functions.ingest;

import io.vertx.core.MultiMap;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import nexus.telemetry.csv.Given;
import nexus.telemetry.ingest.given.GivenTime;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.model.InvalidInputException;

/** What the query of an upload says of the file. */
final class UploadQuery {

  private static final Pattern COMMA = Pattern.compile(",");

  private UploadQuery() {}

  /**
   * What is said beside the file.
   *
   * @throws InvalidInputException with the parameter that is out of bounds
   */
  static UploadDefaults defaults(MultiMap query, InstantSource clock) {
    return defaults(
        query.get("tz"),
        query.get("host"),
        query.get("gpu"),
        query.get("metric"),
        GivenTime.read(query.get("time"), clock),
        query.get("interval"),
        query.get("columns"));
  }

  static UploadDefaults defaults(
      String tz,
      String host,
      String gpu,
      String metric,
      String time,
      String interval,
      String columns) {
    return UploadDefaults.of(tz, new Given(host, gpu, metric, time, interval, columns(columns)));
  }

  private static List<String> columns(String columns) {
    return columns == null || columns.isBlank()
        ? List.of()
        : COMMA.splitAsStream(columns).map(String::strip).toList();
  }

  /**
   * Whether only that is asked what would become of the file.
   *
   * @throws InvalidInputException with field {@code dryRun} when it is neither true nor false
   */
  static boolean isDryRun(MultiMap query) {
    String asked = query.get("dryRun");
    if (asked == null || asked.equals("false")) {
      return false;
    } else if (asked.equals("true") || asked.isEmpty()) {
      return true;
    }
    throw new InvalidInputException("dryRun", "dryRun must be true or false");
  }
}
