package nexus.telemetry.usage;

import java.util.Comparator;
import nexus.telemetry.model.GpuFacts;

/**
 * What a GPU is and for whom it worked; what is not known is empty.
 *
 * @param model product name
 * @param namespace namespace of the pod
 * @param pod the pod
 */
public record UsageOwner(String model, String namespace, String pod)
    implements Comparable<UsageOwner> {

  private static final Comparator<UsageOwner> ORDER =
      Comparator.comparing(UsageOwner::model)
          .thenComparing(UsageOwner::namespace)
          .thenComparing(UsageOwner::pod);

  /**
   * What facts say.
   *
   * @param model the product name where they do not
   */
  public static UsageOwner of(GpuFacts facts, String model) {
    return new UsageOwner(
        facts.model().isEmpty() ? model : facts.model(),
        facts.labels().getOrDefault("namespace", ""),
        facts.labels().getOrDefault("pod", ""));
  }

  @Override
  public int compareTo(UsageOwner other) {
    return ORDER.compare(this, other);
  }
}
