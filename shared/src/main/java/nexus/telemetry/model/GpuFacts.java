package nexus.telemetry.model;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a source says about a GPU besides its samples. Unknown facts are empty strings, never null.
 *
 * @param uuid NVIDIA's UUID ({@code GPU-…}); of a MIG instance, the UUID of the GPU it is part of
 * @param device device name, such as {@code nvidia0}
 * @param model product name, such as {@code NVIDIA H100 80GB HBM3}
 * @param driver driver version
 * @param labels further labels with a value: {@code job}, {@code container}, {@code pod}, {@code
 *     namespace}, {@code GPU_I_ID}, {@code GPU_I_PROFILE}, {@code pci_bus_id}; in key order
 */
public record GpuFacts(
    String uuid, String device, String model, String driver, Map<String, String> labels) {

  /** Facts of a GPU of which nothing is known. */
  public static final GpuFacts UNKNOWN = new GpuFacts("", "", "", "", Map.of());

  /** Labels that say for whom the GPU works, and change from job to job. */
  public static final Set<String> ATTRIBUTION = Set.of("pod", "namespace", "container");

  /** Takes a sorted, unmodifiable copy of the labels; null facts become empty. */
  public GpuFacts {
    uuid = uuid == null ? "" : uuid;
    device = device == null ? "" : device;
    model = model == null ? "" : model;
    driver = driver == null ? "" : driver;
    labels =
        labels == null || labels.isEmpty()
            ? Map.of()
            : Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** What describes the GPU itself. */
  public GpuFacts withoutAttribution() {
    return Collections.disjoint(ATTRIBUTION, labels.keySet()) ? this : with(Map.of());
  }

  /** For whom it works: the labels of {@link #ATTRIBUTION}. */
  public SortedMap<String, String> attribution() {
    if (labels.isEmpty()) {
      return Collections.emptySortedMap();
    }
    TreeMap<String, String> own = new TreeMap<>(labels);
    own.keySet().retainAll(ATTRIBUTION);
    return own;
  }

  /** The same GPU, working for someone else. */
  public GpuFacts with(Map<String, String> attribution) {
    TreeMap<String, String> all = new TreeMap<>(labels);
    all.keySet().removeAll(ATTRIBUTION);
    all.putAll(attribution);
    return new GpuFacts(uuid, device, model, driver, all);
  }

  /**
   * These facts, and where they say nothing those that were known before: unless the UUIDs are of
   * two GPUs.
   */
  public GpuFacts over(GpuFacts before) {
    if (before.equals(UNKNOWN) || before.equals(this)) {
      return this;
    }
    if (!uuid.isEmpty() && !before.uuid.isEmpty() && !uuid.equals(before.uuid)) {
      return this;
    }
    TreeMap<String, String> all = new TreeMap<>(before.labels);
    all.putAll(labels);
    return new GpuFacts(
        known(uuid, before.uuid),
        known(device, before.device),
        known(model, before.model),
        known(driver, before.driver),
        all);
  }

  /**
   * The facts of both, said of one time; where both say something, {@code later} does. Who does not
   * say for whom the GPU works does not say that it is nobody.
   */
  public GpuFacts plus(GpuFacts later) {
    return later.equals(this)
        ? this
        : later
            .withoutAttribution()
            .over(withoutAttribution())
            .with(later.attribution().isEmpty() ? attribution() : later.attribution());
  }

  private static String known(String preferred, String other) {
    return preferred.isEmpty() ? other : preferred;
  }
}
