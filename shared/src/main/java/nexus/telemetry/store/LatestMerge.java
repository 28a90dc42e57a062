package nexus.telemetry.store;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.store.HostLatest.Gpu;
import nexus.telemetry.store.HostLatest.LatestSample;

/**
 * Brings a host's newest values up to date: newer samples win, of equal times the later published.
 */
final class LatestMerge {

  private LatestMerge() {}

  /** {@code latest} with {@code samples}, all of its host, in publish order. */
  static HostLatest merge(HostLatest latest, Collection<GpuSamples> samples) {
    TreeMap<String, Gpu> gpus = new TreeMap<>();
    latest.gpus().forEach(gpu -> gpus.put(gpu.gpu(), gpu));
    for (GpuSamples one : samples) {
      gpus.merge(one.gpu().gpu(), newestOf(one), LatestMerge::merge);
    }
    return new HostLatest(latest.host(), List.copyOf(gpus.values()));
  }

  /** Time of a GPU's newest sample; {@link Long#MIN_VALUE} when none is known. */
  static long newestMs(HostLatest latest, GpuId id) {
    return latest.gpus().stream()
        .filter(gpu -> gpu.gpu().equals(id.gpu()))
        .mapToLong(LatestMerge::newestMs)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  private static Gpu newestOf(GpuSamples samples) {
    TreeMap<String, LatestSample> newest = new TreeMap<>();
    for (MetricColumn column : samples.columns()) {
      int last = column.size() - 1;
      newest.put(
          column.metric(),
          new LatestSample(column.metric(), column.time(last), column.value(last)));
    }
    GpuFacts facts = samples.facts();
    return new Gpu(
        samples.gpu().gpu(),
        facts.uuid(),
        facts.device(),
        facts.model(),
        List.copyOf(newest.values()));
  }

  private static Gpu merge(Gpu stored, Gpu update) {
    TreeMap<String, LatestSample> samples = new TreeMap<>();
    stored.samples().forEach(sample -> samples.put(sample.metric(), sample));
    for (LatestSample sample : update.samples()) {
      samples.merge(
          sample.metric(), sample, (old, now) -> now.timeMs() >= old.timeMs() ? now : old);
    }
    boolean factsAreNewer = newestMs(update) >= newestMs(stored);
    Gpu first = factsAreNewer ? update : stored;
    Gpu second = factsAreNewer ? stored : update;
    return new Gpu(
        stored.gpu(),
        known(first.uuid(), second.uuid()),
        known(first.device(), second.device()),
        known(first.model(), second.model()),
        List.copyOf(samples.values()));
  }

  private static String known(String preferred, String other) {
    return preferred.isEmpty() ? other : preferred;
  }

  private static long newestMs(Gpu gpu) {
    return gpu.samples().stream().mapToLong(LatestSample::timeMs).max().orElse(Long.MIN_VALUE);
  }
}
