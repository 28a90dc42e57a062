package nexus.telemetry.query.incidents;

import java.util.Optional;
import nexus.telemetry.incidents.Incident;
import nexus.telemetry.incidents.Severity;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.AskedCluster;

/**
 * Which incidents are asked for.
 *
 * @param cluster the cluster
 * @param range when they were there, at least in part
 * @param severity only those as bad
 * @param kind only those of a kind
 * @param host only those of a host
 * @param gpu only those of GPUs of an index
 * @param open only those that are open, or only those that are over
 */
public record IncidentsRequest(
    AskedCluster cluster,
    TimeRange range,
    Optional<Severity> severity,
    Optional<String> kind,
    Optional<String> host,
    Optional<String> gpu,
    Optional<Boolean> open) {

  /** All incidents of a cluster. */
  public static IncidentsRequest all(AskedCluster cluster) {
    return new IncidentsRequest(
        cluster,
        new TimeRange(0, Long.MAX_VALUE),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  boolean wantsHost(String name) {
    return host.stream().allMatch(name::equals);
  }

  boolean wants(Incident incident) {
    return wantsHost(incident.host())
        && gpu.stream().allMatch(incident.gpu()::equals)
        && kind.stream().allMatch(incident.kind()::equals)
        && severity.stream().allMatch(incident.severity()::equals)
        && open.stream().allMatch(wanted -> wanted == incident.isOpen())
        && incident.sinceMs() < range.toMs()
        && incident.untilMs().orElse(Long.MAX_VALUE) >= range.fromMs();
  }
}
