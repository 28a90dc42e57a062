package nexus.telemetry.csv;

import nexus.telemetry.model.GpuFacts;

/**
 * What a row may say about its GPU besides a value: in a column of its own, or else in {@code
 * labels_raw}.
 */
enum Fact {
  UUID(Column.UUID, "UUID", "gpu_uuid", "uuid"),
  DEVICE(Column.DEVICE, "device"),
  MODEL(Column.MODEL_NAME, "modelName", "model_name"),
  DRIVER(Column.DRIVER, "DCGM_FI_DRIVER_VERSION", "DCGM_FI_SYSTEM_DRIVER_VERSION"),
  BUS_ID(Column.PCI_BUS_ID, "pci_bus_id"),
  JOB(null, "job"),
  CONTAINER(Column.CONTAINER, "container", "exported_container", "container_name"),
  POD(Column.POD, "pod", "exported_pod", "pod_name"),
  NAMESPACE(Column.NAMESPACE, "namespace", "exported_namespace", "pod_namespace"),
  INSTANCE(Column.GPU_I_ID, "GPU_I_ID", "gpu_instance_id", "gpu_i_id"),
  PROFILE(Column.GPU_I_PROFILE, "GPU_I_PROFILE", "gpu_i_profile", "mig_profile");

  private static final Fact[] ALL = values();

  private final Column column;
  private final String label;
  private final String newerLabel;
  private final String otherLabel;

  /** A fact whose label has one name. */
  Fact(Column column, String label) {
    this(column, label, null, null);
  }

  /** A fact whose label was renamed. */
  Fact(Column column, String label, String newerLabel) {
    this(column, label, newerLabel, null);
  }

  /** A fact whose label was renamed, and has another name in other tools. */
  Fact(Column column, String label, String newerLabel, String otherLabel) {
    this.column = column;
    this.label = label;
    this.newerLabel = newerLabel;
    this.otherLabel = otherLabel;
  }

  /** Index of the fact's column, or −1 where the file has none. */
  int place(CsvHeader header) {
    return column == null ? -1 : header.place(column);
  }

  /** The fact that the current pair of {@code labels} gives, or null. */
  static Fact of(LabelText labels) {
    for (Fact fact : ALL) {
      if (fact.isLabelled(labels)) {
        return fact;
      }
    }
    return null;
  }

  /**
   * Whether it says for whom the GPU works. Where a file has columns for that, a label of that name
   * is the exporter's own.
   */
  boolean isOfWork() {
    return this == CONTAINER || this == POD || this == NAMESPACE;
  }

  private boolean isLabelled(LabelText pair) {
    return isLabel(label, pair) || isLabel(newerLabel, pair) || isLabel(otherLabel, pair);
  }

  private static boolean isLabel(String label, LabelText pair) {
    return label != null && pair.isKey(label);
  }

  /**
   * The name that the fact has among {@link GpuFacts#labels()}, or null when it is none of them.
   */
  String labelName() {
    return switch (this) {
      case UUID, DEVICE, MODEL, DRIVER -> null;
      case BUS_ID -> "pci_bus_id";
      case JOB -> "job";
      case CONTAINER -> "container";
      case POD -> "pod";
      case NAMESPACE -> "namespace";
      case INSTANCE -> "GPU_I_ID";
      case PROFILE -> "GPU_I_PROFILE";
    };
  }
}
