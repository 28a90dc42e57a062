package nexus.telemetry.query.usage;

import java.util.Comparator;

/**
 * What a row of usage is of; empty is what it is not by, and what is not known.
 *
 * @param host host name
 * @param gpu index on the host
 * @param model product name
 * @param namespace namespace of the pod that a GPU worked for
 * @param pod the pod
 */
public record UsageGroup(String host, String gpu, String model, String namespace, String pod)
    implements Comparable<UsageGroup> {

  private static final Comparator<UsageGroup> ORDER =
      Comparator.comparing(UsageGroup::host)
          .thenComparing(UsageGroup::gpu)
          .thenComparing(UsageGroup::model)
          .thenComparing(UsageGroup::namespace)
          .thenComparing(UsageGroup::pod);

  @Override
  public int compareTo(UsageGroup other) {
    return ORDER.compare(this, other);
  }
}
