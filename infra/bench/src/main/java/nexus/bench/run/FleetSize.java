package nexus.bench.run;

import java.util.List;
import nexus.bench.Plan;

/**
 * A fleet, and how often it is scraped.
 *
 * @param hosts its hosts, of 8 GPUs each
 * @param warmUp scrapes before those that are measured
 * @param measured scrapes that are measured
 * @param targetMs target of the median time until a scrape is stored, in milliseconds
 * @param firstBarMs first bar of it
 */
public record FleetSize(int hosts, int warmUp, int measured, int targetMs, int firstBarMs) {

  private static final int GPUS_A_HOST = 8;

  /** More than the most scrapes (23) after which a GPU's open block goes into its blocks. */
  private static final int MEASURED = 24;

  private static final List<FleetSize> FULL =
      List.of(
          new FleetSize(125, 120, MEASURED, 80, 200),
          new FleetSize(1_250, 36, MEASURED, 400, 1_000));

  private static final List<FleetSize> SMALL =
      List.of(new FleetSize(2, 2, 3, 80, 200), new FleetSize(10, 2, 3, 400, 1_000));

  /** All that are measured; small ones to see that everything works. */
  public static List<FleetSize> all(boolean quick) {
    return quick ? SMALL : FULL;
  }

  public int gpus() {
    return hosts * GPUS_A_HOST;
  }

  /** Its scrapes, in Prometheus's text. */
  public Plan plan() {
    return Bench.plan(
        "--format prometheus --hosts %d --gpus %d --scrapes %d"
            .formatted(hosts, GPUS_A_HOST, warmUp + measured));
  }
}
