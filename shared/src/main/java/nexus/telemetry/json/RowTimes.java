package nexus.telemetry.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * The times of a table's row, {@code t}, epoch milliseconds: one number where all its samples were
 * taken together, else one a column, and {@code null} where there is no sample.
 */
public final class RowTimes {

  private RowTimes() {}

  /**
   * The times as they are written: one where all are the same.
   *
   * @param times one a column; null where there is no sample
   */
  public static Long[] of(Long[] times) {
    Long one = null;
    for (Long time : times) {
      if (one != null && time != null && !one.equals(time)) {
        return times;
      }
      one = time == null ? one : time;
    }
    return one == null ? times : new Long[] {one};
  }

  /** Writes the field {@code t} with what {@link #of} made. */
  public static void write(JsonGenerator json, Long[] times) throws IOException {
    json.writeFieldName("t");
    if (times.length == 1 && times[0] != null) {
      json.writeNumber(times[0]);
      return;
    }
    json.writeStartArray();
    for (Long time : times) {
      if (time == null) {
        json.writeNull();
      } else {
        json.writeNumber(time);
      }
    }
    json.writeEndArray();
  }
}
