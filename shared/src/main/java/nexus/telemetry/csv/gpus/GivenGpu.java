package nexus.telemetry.csv.gpus;

import java.util.HashMap;
import java.util.Map;
import nexus.telemetry.csv.rows.DescribedGpu;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.Rules;

/**
 * The GPU that was given stands for one GPU of a host. Where rows that name none are of two models,
 * serial numbers or devices, it would make one of them: those of the first are taken, and no
 * others.
 */
public final class GivenGpu {

  private static final String SEVERAL =
      "gpu= would make one GPU of several: rows that name no GPU ";

  /** By host, what its rows said so far. */
  private final Map<String, DescribedGpu> hosts = new HashMap<>();

  /**
   * Looks at a row.
   *
   * @param host of the row
   * @param said what the row says of the GPU; null where it names one of its own
   * @throws RowRejected when others of the host said otherwise
   */
  public void check(String host, DescribedGpu said, int place) throws RowRejected {
    DescribedGpu before = hosts.getOrDefault(host, DescribedGpu.NOTHING);
    String differs = before.differs(said);
    if (!differs.isEmpty()) {
      throw new RowRejected(place, several("are of " + differs));
    } else if (hosts.size() < Rules.MAX_GPUS || hosts.containsKey(host)) {
      hosts.put(host, before.or(said));
    }
  }

  /** The reason of a row that differs. */
  static String several(String why) {
    return SEVERAL
        + why
        + "; leave gpu= out and give the file a column gpu_id or uuid, or send each one's rows by"
        + " themselves";
  }

  /** Whether a row was rejected for that reason. */
  public static boolean isReason(String reason) {
    return reason.startsWith(SEVERAL);
  }
}
