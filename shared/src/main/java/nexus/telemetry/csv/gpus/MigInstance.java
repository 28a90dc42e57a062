package nexus.telemetry.csv.gpus;

import java.util.Set;
import nexus.telemetry.csv.labels.InstanceWords;
import nexus.telemetry.csv.labels.LabelText;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.model.GpuId;

/**
 * Finds the MIG instance that a row is of.
 *
 * <pre>
 * GPU_I_ID="3"                            3
 * GPU_I_ID="3", compute_instance_id="1"   3.1
 * UUID="MIG-GPU-…/3/1"                    3.1   as old drivers write it
 * UUID="MIG-…"                            MIG-…, where nothing else says it
 * GPU_I_ID="4294967295", or -1            none, as NVML and DCGM say of a whole GPU
 * </pre>
 */
public final class MigInstance {

  /** Numbers that stand for none. */
  private static final Set<String> NONE =
      Set.of("-1", "4294967295", "2147483632", "2147483633", "2147483634", "2147483635");

  private final int instance;
  private final int compute;
  private final int uuid;
  private final int labels;
  private String saidInstance;
  private String saidCompute;
  private String saidUuid;

  /** Places of what says it; below 0 where it is not there. */
  public MigInstance(int instance, int compute, int uuid, int labels) {
    this.instance = instance;
    this.compute = compute;
    this.uuid = uuid;
    this.labels = labels;
  }

  /** Place of what most likely said it, for errors. */
  public int place() {
    return instance < 0 ? labels < 0 ? uuid : labels : instance;
  }

  /**
   * Number of the row's instance; empty for a whole GPU.
   *
   * @throws RowRejected when the labels name one that cannot be read
   */
  public String of(RowFields row) throws RowRejected {
    saidInstance = number(row, instance);
    saidCompute = number(row, compute);
    saidUuid =
        uuid >= 0 && InstanceWords.isUuid(row.text(), row.start(uuid), row.end(uuid))
            ? row.string(uuid)
            : "";
    if (mayNameInstance(row)) {
      readLabels(row);
    }
    if (saidInstance.isEmpty() && !saidUuid.isEmpty()) {
      return GpuId.instanceOfMig(saidUuid);
    } else if (saidInstance.isEmpty() || saidCompute.isEmpty()) {
      return saidInstance.isEmpty() ? saidCompute : saidInstance;
    }
    return saidInstance + "." + saidCompute;
  }

  private static String text(RowFields row, int place) {
    return place < 0 || MissingWords.is(row.text(), row.start(place), row.end(place))
        ? ""
        : row.string(place);
  }

  private static String number(RowFields row, int place) {
    String written = text(row, place);
    return written.isEmpty() ? "" : known(GpuId.wholeNumber(written));
  }

  private static String known(String number) {
    return NONE.contains(number) ? "" : GpuId.instanceOfMig(number);
  }

  /** Labels say what no column says. */
  private void readLabels(RowFields row) throws RowRejected {
    LabelText pairs = new LabelText(row.text(), row.start(labels), row.end(labels));
    while (pairs.next()) {
      String value = MissingWords.is(pairs.value()) ? "" : pairs.value().strip();
      if (isInstance(pairs)) {
        saidInstance = saidInstance.isEmpty() ? known(value) : saidInstance;
      } else if (pairs.isKey("compute_instance_id") || pairs.isKey("ci_id")) {
        saidCompute = saidCompute.isEmpty() ? known(value) : saidCompute;
      } else if (value.startsWith("MIG-") && Fact.of(pairs) == Fact.UUID) {
        saidUuid = saidUuid.isEmpty() ? value : saidUuid;
      }
    }
    if (saidInstance.isEmpty() && !pairs.unread().isEmpty()) {
      throw new RowRejected(labels, "the labels name a GPU_I_ID but cannot be read");
    }
  }

  private static boolean isInstance(LabelText pair) {
    return pair.isKey("GPU_I_ID")
        || pair.isKey("gpu_i_id")
        || pair.isKey("gpu_instance_id")
        || pair.isKey("mig_id")
        || pair.isKey("mig_instance_id")
        || pair.isKey("gi_id");
  }

  /** Whether labels may name an instance; nearly all do not. */
  private boolean mayNameInstance(RowFields row) {
    return labels >= 0
        && !row.isWithoutInstance()
        && InstanceWords.areIn(row.text(), row.start(labels), row.end(labels));
  }
}
