package nexus.telemetry.csv;

import java.util.Locale;
import java.util.Optional;

/** The columns that say where, when and of what a value is. Order of files is free. */
enum Column {
  TIMESTAMP("timestamp"),
  METRIC_NAME("metric_name"),
  GPU_ID("gpu_id"),
  DEVICE("device"),
  UUID("uuid"),
  MODEL_NAME("modelName"),
  HOSTNAME("Hostname"),
  CONTAINER("container"),
  POD("pod"),
  NAMESPACE("namespace"),
  VALUE("value"),
  LABELS_RAW("labels_raw"),
  GPU_I_ID("GPU_I_ID"),
  GPU_I_PROFILE("GPU_I_PROFILE"),
  /** Where a row was when it was rejected; not read, so that such a file can be sent again. */
  REJECTED_LINE("rejected_line"),
  /** Why a row was rejected; not read either. */
  REJECTED_REASON("rejected_reason");

  private final String title;
  private final String key;

  Column(String title) {
    this.title = title;
    this.key = key(title);
  }

  /** The column's usual name. */
  String title() {
    return title;
  }

  /** Whether the column is there for people, and may be there more than once. */
  boolean isRemark() {
    return this == REJECTED_LINE || this == REJECTED_REASON;
  }

  /** The column of that header name, matched without case, {@code _} and {@code -}. */
  static Optional<Column> of(String headerName) {
    String key = key(headerName);
    for (Column column : values()) {
      if (column.key.equals(key)) {
        return Optional.of(column);
      }
    }
    return Optional.empty();
  }

  /** What names that mean the same column have in common. */
  static String key(String headerName) {
    return headerName.strip().replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }
}
