package nexus.telemetry.query.usage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.OpenBlock;
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
record UsagePlace(
    GpuId id, GpuId whole, double share, String model, long endMs, Optional<OpenBlock> open) {

  /** All of a cluster, also those that their GPUs have left. */
  static List<UsagePlace> of(LatestHosts latest) {
    Map<GpuId, List<UsagePlace>> byWhole = new HashMap<>();
    List<UsagePlace> places = new ArrayList<>();
    Stream.concat(
            latest.hosts().stream()
                .flatMap(host -> host.gpus().stream().map(gpu -> alone(host.host(), gpu))),
            latest.moved().values().stream().map(moved -> alone(moved.host(), moved.gpu())))
        .flatMap(Optional::stream)
        .forEach(place -> byWhole.computeIfAbsent(place.whole, w -> new ArrayList<>()).add(place));
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
