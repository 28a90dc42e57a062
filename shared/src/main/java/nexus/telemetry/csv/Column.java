package nexus.telemetry.csv;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The columns that say where, when and of what a value is. Order of files is free. */
enum Column {
  TIMESTAMP("timestamp"),
  METRIC_NAME("metric_name"),
  GPU_ID("gpu_id"),
  DEVICE("device"),
  UUID("uuid"),
  MODEL_NAME("modelName"),
  DRIVER("driver_version"),
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

  /** What other tools call some of them, in small letters. */
  private static final Map<String, Column> ALIASES =
      Map.of(
          "gpu_uuid", UUID,
          "name", MODEL_NAME,
          "gpu_name", MODEL_NAME,
          "dcgm_fi_driver_version", DRIVER);

  /**
   * What nvidia-smi and DCGM say in words that are no fact kept here: whoever asks for everything
   * has these among the columns of metrics.
   */
  private static final Pattern TEXT =
      Pattern.compile(
          "(gpu_)?serial|pstate|vbios_version|compute_mode|persistence_mode"
              + "|display_(mode|active|attached)|((gpu|pci)[._])?bus_?id|gpu_bus_id"
              + "|pci\\.(domain|bus|device|device_id|sub_device_id|baseclass|subclass)"
              + "|(driver_model|mig\\.mode|ecc\\.mode|gom|gsp\\.mode)\\.(current|pending|default)"
              + "|accounting\\.mode|inforom\\..*|addressing_mode|c2c\\.mode|power\\.management"
              + "|clocks_(throttle|event)_reasons\\..*|fabric\\..*|gpu_recovery_action"
              + "|dcgm_fi_(?!cuda_driver).*_(version|ver|uuid|name|serial|serial_number|brand"
              + "|bus_?id|guid|pci_id|vm_id|cpu_vendor|cpu_model)");

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

  /** Whether that header name is the column's own, not one that other tools have for it. */
  boolean isTitle(String headerName) {
    return key.equals(key(headerName));
  }

  /**
   * The column of that header name: its own name, matched without case, {@code _} and {@code -}, or
   * another tool's, matched without case.
   */
  static Optional<Column> of(String headerName) {
    for (Column column : values()) {
      if (column.isTitle(headerName)) {
        return Optional.of(column);
      }
    }
    return Optional.ofNullable(ALIASES.get(headerName.strip().toLowerCase(Locale.ROOT)));
  }

  /** Whether a column of that name holds words, of which none is a fact that is kept. */
  static boolean isText(String headerName) {
    return TEXT.matcher(headerName.strip().toLowerCase(Locale.ROOT)).matches();
  }

  /** What names that mean the same column have in common. */
  static String key(String headerName) {
    return headerName.strip().replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }
}
