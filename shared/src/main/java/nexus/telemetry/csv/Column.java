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
  GPU_I_PROFILE("GPU_I_PROFILE");

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
