package nexus.telemetry.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import nexus.telemetry.model.GpuId;

/**
 * Content that a client sends until it is acknowledged, or gives up; and what it was told.
 *
 * <p>Every row's value is found in no other upload, so that a value that is read tells whose it is.
 */
final class Upload {

  static final String METRIC = "DCGM_FI_DEV_POWER_USAGE";
  private static final String HEADER = "timestamp,metric_name,gpu_id,uuid,Hostname,value\n";
  private static final int NEVER = Integer.MAX_VALUE;

  private final int number;
  private final List<Row> rows;
  private final byte[] csv;
  private int begun = NEVER;
  private int acknowledged = NEVER;
  private int attempts;

  /** A sample of a GPU. */
  record Row(GpuId gpu, long timeMs, double value) {}

  Upload(int number, List<Row> rows) {
    this.number = number;
    this.rows = List.copyOf(rows);
    StringBuilder text = new StringBuilder(HEADER);
    for (Row row : rows) {
      text.append(Instant.ofEpochMilli(row.timeMs())).append(',').append(METRIC);
      text.append(',').append(row.gpu().gpu()).append(",GPU-").append(row.gpu().host());
      text.append('-').append(row.gpu().gpu()).append(',').append(row.gpu().host());
      text.append(',').append(row.value()).append('\n');
    }
    this.csv = text.toString().getBytes(StandardCharsets.UTF_8);
  }

  int number() {
    return number;
  }

  List<Row> rows() {
    return rows;
  }

  byte[] csv() {
    return csv;
  }

  void begin(int step) {
    begun = Math.min(begun, step);
    attempts++;
  }

  void acknowledge(int step) {
    acknowledged = Math.min(acknowledged, step);
  }

  boolean isBegun() {
    return begun < NEVER;
  }

  boolean isAcknowledged() {
    return acknowledged < NEVER;
  }

  /** Times that it was sent. */
  int attempts() {
    return attempts;
  }

  /** Whether all of it came after all of the other: then its values are the later ones. */
  boolean isAfter(Upload other) {
    return isAcknowledged() && other.acknowledged < begun;
  }
}
