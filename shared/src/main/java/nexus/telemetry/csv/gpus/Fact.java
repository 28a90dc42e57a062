package nexus.telemetry.csv.gpus;

import nexus.telemetry.csv.labels.LabelText;
import nexus.telemetry.model.GpuFacts;

/**
 * What a row may say about its GPU besides a value: in a column of its own, or else in {@code
 * labels_raw}.
 */
public enum Fact {
  UUID("UUID", "gpu_uuid", "uuid"),
  DEVICE("device"),
  MODEL("modelName", "model_name"),
  DRIVER("DCGM_FI_DRIVER_VERSION", "DCGM_FI_SYSTEM_DRIVER_VERSION"),
  BUS_ID("pci_bus_id"),
  JOB("job"),
  CONTAINER("container", "exported_container", "container_name"),
  POD("pod", "exported_pod", "pod_name"),
  NAMESPACE("namespace", "exported_namespace", "pod_namespace"),
  INSTANCE("GPU_I_ID", "gpu_instance_id", "gpu_i_id"),
  PROFILE("GPU_I_PROFILE", "gpu_i_profile", "mig_profile");

  private static final Fact[] ALL = values();

  private final String label;
  private final String newerLabel;
  private final String otherLabel;

  /** A fact whose label has one name. */
  Fact(String label) {
    this(label, null, null);
  }

  /** A fact whose label was renamed. */
  Fact(String label, String newerLabel) {
    this(label, newerLabel, null);
  }

  /** A fact whose label was renamed, and has another name in other tools. */
  Fact(String label, String newerLabel, String otherLabel) {
    this.label = label;
    this.newerLabel = newerLabel;
    this.otherLabel = otherLabel;
  }

  /** The fact that the current pair of {@code labels} gives, or null. */
  public static Fact of(LabelText labels) {
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
  public boolean isOfWork() {
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
  public String labelName() {
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
