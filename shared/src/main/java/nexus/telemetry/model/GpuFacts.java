package nexus.telemetry.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a source says about a GPU besides its samples. Unknown facts are empty strings, never null.
 *
 * @param uuid NVIDIA's UUID ({@code GPU-…}); of a MIG instance, the UUID of the GPU it is part of
 * @param device device name, such as {@code nvidia0}
 * @param model product name, such as {@code NVIDIA H100 80GB HBM3}
 * @param driver driver version
 * @param labels further labels with a value: {@code job}, {@code container}, {@code pod}, {@code
 *     namespace}, {@code GPU_I_ID}, {@code GPU_I_PROFILE}; in key order
 */
public record GpuFacts(
    String uuid, String device, String model, String driver, Map<String, String> labels) {

  /** Facts of a GPU of which nothing is known. */
  public static final GpuFacts UNKNOWN = new GpuFacts("", "", "", "", Map.of());

  /** Takes a sorted, unmodifiable copy of the labels; null facts become empty. */
  public GpuFacts {
    uuid = uuid == null ? "" : uuid;
    device = device == null ? "" : device;
    model = model == null ? "" : model;
    driver = driver == null ? "" : driver;
    labels =
        labels == null || labels.isEmpty()
            ? Map.of()
            : java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** The facts of both; where both say something, {@code later} does. */
  public GpuFacts plus(GpuFacts later) {
    Map<String, String> both = new TreeMap<>(labels);
    both.putAll(later.labels);
    return new GpuFacts(
        later.uuid.isEmpty() ? uuid : later.uuid,
        later.device.isEmpty() ? device : later.device,
        later.model.isEmpty() ? model : later.model,
        later.driver.isEmpty() ? driver : later.driver,
        both);
  }
}
