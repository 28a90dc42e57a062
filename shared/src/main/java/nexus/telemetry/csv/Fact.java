package nexus.telemetry.csv;

import nexus.telemetry.model.GpuFacts;

/**
 * What a row may say about its GPU besides a value: in a column of its own, or else in {@code
 * labels_raw}.
 */
enum Fact {
  UUID(Column.UUID, "UUID"),
  DEVICE(Column.DEVICE, "device"),
  MODEL(Column.MODEL_NAME, "modelName"),
  DRIVER(Column.DRIVER, "DCGM_FI_DRIVER_VERSION"),
  JOB(null, "job"),
  CONTAINER(Column.CONTAINER, null),
  POD(Column.POD, null),
  NAMESPACE(Column.NAMESPACE, null),
  INSTANCE(Column.GPU_I_ID, "GPU_I_ID"),
  PROFILE(Column.GPU_I_PROFILE, "GPU_I_PROFILE");

  private static final Fact[] ALL = values();

  private final Column column;
  private final String label;

  Fact(Column column, String label) {
    this.column = column;
    this.label = label;
  }

  /** Index of the fact's column, or −1 where the file has none. */
  int place(CsvHeader header) {
    return column == null ? -1 : header.place(column);
  }

  /** The fact that the current pair of {@code labels} gives, or null. */
  static Fact of(LabelText labels) {
    for (Fact fact : ALL) {
      if (fact.label != null && labels.isKey(fact.label)) {
        return fact;
      }
    }
    return null;
  }

  /**
   * The name that the fact has among {@link GpuFacts#labels()}, or null when it is none of them.
   */
  String labelName() {
    return switch (this) {
      case UUID, DEVICE, MODEL, DRIVER -> null;
      case JOB -> "job";
      case CONTAINER -> "container";
      case POD -> "pod";
      case NAMESPACE -> "namespace";
      case INSTANCE -> "GPU_I_ID";
      case PROFILE -> "GPU_I_PROFILE";
    };
  }
}
