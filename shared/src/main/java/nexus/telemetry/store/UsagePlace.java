package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;
import nexus.telemetry.usage.UsageFields;
import nexus.telemetry.usage.UsageMeter;

/**
 * A place whose samples tell of the time of a whole GPU, or of a part of it. A GPU that tells
 * nothing itself is told of by its instances, each of which counts as an equal part: what they
 * report, such as power, is mostly that of the whole.
 *
 * @param id the place
 * @param whole the whole GPU
 * @param share which part of that it counts as
 * @param model product name, or empty
 * @param endMs until when something is known of it, epoch milliseconds
 * @param open its samples that are in no block yet
 */
public record UsagePlace(
    GpuId id, GpuId whole, double share, String model, long endMs, Optional<OpenBlock> open) {

  /**
   * The places of a host.
   *
   * @param gpus what its GPUs and instances said last, also of those that have left it
   */
  public static List<UsagePlace> of(String host, List<HostLatest.Gpu> gpus) {
    Map<String, List<UsagePlace>> byWhole = new LinkedHashMap<>();
    for (HostLatest.Gpu gpu : gpus) {
      alone(host, gpu)
          .ifPresent(
              place ->
                  byWhole
                      .computeIfAbsent(place.whole.gpu(), first -> new ArrayList<>())
                      .add(place));
    }
    List<UsagePlace> places = new ArrayList<>();
    byWhole.values().forEach(some -> places.addAll(counted(some)));
    return places;
  }

  private static Optional<UsagePlace> alone(String host, HostLatest.Gpu gpu) {
    if (!Names.isValid(host)
        || !Names.isValid(gpu.gpu())
        || gpu.samples().stream().noneMatch(sample -> UsageFields.tellsGpu(sample.metric()))) {
      return Optional.empty();
    }
    return Optional.of(
        new UsagePlace(
            new GpuId(host, gpu.gpu()),
            new GpuId(host, GpuId.wholeGpu(gpu.gpu())),
            1,
            gpu.model(),
            gpu.newestMs() + UsageMeter.HOLD_MS,
            gpu.open()));
  }

  /** The whole GPU, or else its instances. */
  private static List<UsagePlace> counted(List<UsagePlace> places) {
    List<UsagePlace> wholes =
        places.stream().filter(place -> place.id.equals(place.whole)).toList();
    if (!wholes.isEmpty() || places.size() == 1) {
      return wholes.isEmpty() ? places : wholes;
    }
    double part = 1.0 / places.size();
    return places.stream()
        .map(one -> new UsagePlace(one.id, one.whole, part, one.model, one.endMs, one.open))
        .toList();
  }
}
