package nexus.telemetry.incidents;

import nexus.telemetry.model.GpuFacts;

/**
 * Whose a GPU was when an incident began; unknown texts are empty.
 *
 * @param uuid the GPU's UUID
 * @param namespace namespace of the pod that it worked for
 * @param pod the pod
 */
public record Whose(String uuid, String namespace, String pod) {

  /** Of which nothing is known. */
  public static final Whose UNKNOWN = new Whose("", "", "");

  /** What facts say. */
  public static Whose of(GpuFacts facts) {
    return new Whose(
        facts.uuid(),
        facts.labels().getOrDefault("namespace", ""),
        facts.labels().getOrDefault("pod", ""));
  }
}
