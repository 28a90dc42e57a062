package nexus.telemetry.store;

import java.util.Map;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.Names;

/** Brings a GPU's facts up to date: newer facts win, but nothing known is replaced by nothing. */
final class MetadataMerge {

  private MetadataMerge() {}

  /**
   * The facts after an update; {@code stands} itself when the update says nothing new.
   *
   * @param stands what is known; null when nothing is
   */
  static GpuMetadata merge(GpuMetadata stands, GpuSamples update) {
    long firstMs = update.firstMs();
    long lastMs = update.lastMs();
    if (stands == null) {
      return new GpuMetadata(update.facts(), firstMs, lastMs);
    }
    boolean newer = lastMs >= stands.factsAsOfMs();
    GpuFacts facts =
        newer ? overlay(update.facts(), stands.facts()) : overlay(stands.facts(), update.facts());
    long firstSeen = Math.min(stands.firstSeenMs(), firstMs);
    if (facts.equals(stands.facts()) && firstSeen == stands.firstSeenMs()) {
      return stands;
    }
    return new GpuMetadata(facts, firstSeen, Math.max(lastMs, stands.factsAsOfMs()));
  }

  /**
   * The name under which a GPU is found: its UUID; of a MIG instance, whose facts name the whole
   * GPU's, {@code {uuid}.{instance}}. Empty when it has none that can be part of a key.
   */
  static String uuidOf(GpuId gpu, GpuFacts facts) {
    if (facts.uuid().isEmpty()) {
      return "";
    }
    String instance = facts.labels().get("GPU_I_ID");
    String uuid = instance == null ? facts.uuid() : facts.uuid() + "." + instance;
    return Names.isValid(uuid) ? uuid : "";
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
