package nexus.telemetry.query.series;

import java.util.Map;
import java.util.Optional;
import nexus.telemetry.model.GpuFacts;

/**
 * Which samples are wanted, by the facts of their times.
 *
 * @param uuid of the GPU; empty for whichever was in the place
 * @param namespace for which it worked, or empty
 * @param pod for which it worked, or empty
 */
record FactFilter(Optional<String> uuid, Optional<String> namespace, Optional<String> pod) {

  /** Whether labels of series matter. */
  boolean isByLabel() {
    return namespace.isPresent() || pod.isPresent();
  }

  boolean isNone() {
    return uuid.isEmpty() && namespace.isEmpty() && pod.isEmpty();
  }

  /** Where a series is one of several pods', its labels say whose it is; else the facts do. */
  boolean wants(GpuFacts facts, Map<String, String> labels) {
    return uuid.stream().allMatch(facts.uuid()::equals)
        && namespace.stream().allMatch(name -> name.equals(value("namespace", labels, facts)))
        && pod.stream().allMatch(name -> name.equals(value("pod", labels, facts)));
  }

  private static String value(String key, Map<String, String> labels, GpuFacts facts) {
    return labels.containsKey(key) ? labels.get(key) : facts.labels().get(key);
  }
}
