package nexus.telemetry.csv;

import java.util.List;
import nexus.telemetry.csv.times.Interval;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/**
 * What the sender of a file says of its rows that the file leaves unsaid.
 *
 * @param host host name of rows that have none; null where it is not given
 * @param gpu index or UUID of the GPU of rows that name none; null where it is not given
 * @param metric metric of values whose file does not say it; null where it is not given
 * @param time time of rows that have none, as text; of the first row where {@code interval} tells
 *     how they follow; null where it is not given
 * @param interval how long one row of a GPU is taken after the one before; null where it is not
 *     given
 * @param columns names of the columns of a file without a header; empty where they are not given
 */
public record Given(
    String host, String gpu, String metric, String time, String interval, List<String> columns) {

  /** Nothing is said beside the file. */
  public static final Given NONE = new Given(null, null, null, null, List.of());

  /** Most characters of a text that is given. */
  private static final int MAX_LENGTH = 64 << 10;

  /**
   * @throws InvalidInputException with the field that is out of bounds
   */
  public Given {
    host = blankAsNull("host", host);
    if (host != null) {
      Names.check("host", host);
    }
    gpu = blankAsNull("gpu", gpu);
    if (gpu != null) {
      gpu = GpuId.index(gpu, "");
    }
    metric = blankAsNull("metric", metric);
    time = blankAsNull("time", time);
    interval = blankAsNull("interval", interval);
    if (interval != null) {
      Interval.milliseconds(interval);
    }
    columns = List.copyOf(columns);
    columns.forEach(column -> blankAsNull("columns", column));
  }

  /** Says nothing of the GPU. */
  public Given(String host, String metric, String time, String interval, List<String> columns) {
    this(host, null, metric, time, interval, columns);
  }

  private static String blankAsNull(String field, String text) {
    if (text == null || text.isBlank()) {
      return null;
    } else if (text.length() > MAX_LENGTH) {
      throw new InvalidInputException(field, field + " is longer than " + MAX_LENGTH);
    }
    return text.strip();
  }

  /** The same with another host name where this has none. */
  public Given orHost(String other) {
    return host == null ? new Given(other, gpu, metric, time, interval, columns) : this;
  }

  /** The same without the time. */
  public Given withoutTime() {
    return new Given(host, gpu, metric, null, interval, columns);
  }

  /** The interval in milliseconds, 1 to a day; {@code usual} where none is given. */
  public long intervalMs(long usual) {
    return interval == null ? usual : Interval.milliseconds(interval);
  }

  /** Whether nothing is given. */
  public boolean isEmpty() {
    return equals(NONE);
  }
}
