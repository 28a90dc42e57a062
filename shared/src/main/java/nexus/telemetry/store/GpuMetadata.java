package nexus.telemetry.store;

import java.util.Map;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;

/**
 * What is known of a GPU: the value of its {@code metadata} key.
 *
 * @param facts the newest facts, by the time of the samples that brought them
 * @param firstSeenMs earliest sample, epoch milliseconds
 * @param factsAsOfMs time of the samples that brought the facts, epoch milliseconds
 */
public record GpuMetadata(GpuFacts facts, long firstSeenMs, long factsAsOfMs) {

  /**
   * The facts after an update; {@code stands} itself when the update says nothing new.
   *
   * <p>Newer facts win, but nothing known is replaced by nothing. Facts that newer samples only
   * confirm are not written again, so how old they are is told by the GPU's newest stored sample.
   *
   * @param stands what is known; null when nothing is
   * @param newestMs time of the GPU's newest stored sample
   */
  static GpuMetadata merge(GpuMetadata stands, GpuSamples update, long newestMs) {
    long firstMs = update.firstMs();
    long lastMs = update.lastMs();
    if (stands == null) {
      return new GpuMetadata(update.facts(), firstMs, lastMs);
    }
    boolean newer = lastMs >= Math.max(stands.factsAsOfMs(), newestMs);
    GpuFacts facts =
        newer ? overlay(update.facts(), stands.facts()) : overlay(stands.facts(), update.facts());
    long firstSeen = Math.min(stands.firstSeenMs(), firstMs);
    if (facts.equals(stands.facts()) && firstSeen == stands.firstSeenMs()) {
      return stands;
    }
    return new GpuMetadata(facts, firstSeen, Math.max(lastMs, stands.factsAsOfMs()));
  }

  /**
   * The GPU that a UUID names: of a MIG instance, whose facts carry the UUID of the GPU it is part
   * of, that whole GPU.
   */
  static GpuId wholeGpu(GpuId gpu, GpuFacts facts) {
    String instance = "." + facts.labels().getOrDefault("GPU_I_ID", "");
    return instance.length() > 1 && gpu.gpu().endsWith(instance)
        ? new GpuId(gpu.host(), gpu.gpu().substring(0, gpu.gpu().length() - instance.length()))
        : gpu;
  }

  private static GpuFacts overlay(GpuFacts top, GpuFacts under) {
    Map<String, String> labels = top.labels().isEmpty() ? under.labels() : top.labels();
    return new GpuFacts(
        known(top.uuid(), under.uuid()),
        known(top.device(), under.device()),
        known(top.model(), under.model()),
        known(top.driver(), under.driver()),
        labels);
  }

  private static String known(String preferred, String other) {
    return preferred.isEmpty() ? other : preferred;
  }
}
