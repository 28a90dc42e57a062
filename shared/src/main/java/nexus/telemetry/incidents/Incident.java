package nexus.telemetry.incidents;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import nexus.telemetry.model.Sha256;

/**
 * Something that was or is wrong with a GPU or a host.
 *
 * @param kind what it is
 * @param rule the rule that found it
 * @param xid the XID; 0 of other kinds
 * @param severity how bad it is
 * @param action what to do
 * @param help what it means
 * @param host host; empty where it is of the whole cluster
 * @param gpu index on the host; empty where it is of a host
 * @param whose whose the GPU was when it began
 * @param sinceMs its first sample, epoch milliseconds
 * @param untilMs from when on it was over; empty while it is open
 * @param count how often it began, or its counter rose
 * @param evidence samples around its beginning and its end
 * @param metric the field that they are of; empty where there are none
 */
public record Incident(
    String kind,
    String rule,
    long xid,
    Severity severity,
    Action action,
    String help,
    String host,
    String gpu,
    Whose whose,
    long sinceMs,
    OptionalLong untilMs,
    long count,
    List<Sample> evidence,
    Optional<String> metric) {

  private static final int ID_LENGTH = 16;

  public Incident {
    evidence = List.copyOf(evidence);
  }

  /** Whether it goes on. */
  public boolean isOpen() {
    return untilMs.isEmpty();
  }

  /**
   * What it is known by: the same however often it is worked out, unless samples come that move its
   * beginning.
   */
  public String id(String cluster) {
    String of = String.join("\n", cluster, host, gpu, rule, Long.toString(xid));
    return Sha256.hex(of + "\n" + sinceMs).substring(0, ID_LENGTH);
  }
}
