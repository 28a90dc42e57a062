package nexus.telemetry.query.series;

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

  boolean isNone() {
    return uuid.isEmpty() && namespace.isEmpty() && pod.isEmpty();
  }

  boolean wants(GpuFacts facts) {
    return uuid.stream().allMatch(facts.uuid()::equals)
        && namespace.stream().allMatch(name -> name.equals(facts.labels().get("namespace")))
        && pod.stream().allMatch(name -> name.equals(facts.labels().get("pod")));
  }
}
