package nexus.telemetry.query.incidents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import nexus.telemetry.incidents.Action;
import nexus.telemetry.incidents.Incident;
import nexus.telemetry.incidents.Severity;
import nexus.telemetry.incidents.Whose;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.store.HostLatest;

/**
 * What has fallen silent, by the times of newest samples alone: a GPU while others of its host go
 * on, a host while others of the cluster do, and a cluster that live senders feed. It is over as
 * soon as something is heard, and then there is nothing left of it; after a week what is silent is
 * taken to be gone.
 */
final class Silence {

  static final String MISSING_GPU = "missing_gpu";
  static final String STALE = "stale";

  private static final long GONE_MS = Duration.ofDays(7).toMillis();
  private static final String GPU_HELP =
      "The GPU sends no more samples, and others of its host do: it may have fallen off the bus, or"
          + " been taken out.";
  private static final String HOST_HELP =
      "The host sends no more samples, and others of the cluster do: it, its exporter or the way"
          + " from there may be down.";
  private static final String CLUSTER_HELP =
      "Nobody sends samples of the cluster any more, and live senders did: what is told of it is"
          + " old.";

  private final long silentMs;

  /**
   * @param silentMs how long something must be silent, milliseconds
   */
  Silence(long silentMs) {
    this.silentMs = silentMs;
  }

  /**
   * Hosts and GPUs that are silent while others are not.
   *
   * @param newestMs newest sample of the cluster, epoch milliseconds
   */
  List<Incident> among(Collection<HostLatest> hosts, long newestMs) {
    List<Incident> found = new ArrayList<>();
    for (HostLatest host : hosts) {
      long heardMs = host.gpus().stream().mapToLong(HostLatest.Gpu::newestMs).max().orElse(0);
      if (isSilent(heardMs, newestMs)) {
        found.add(stale(host.host(), heardMs, HOST_HELP));
        continue;
      }
      lastHeard(host)
          .forEach(
              (whole, gpu) -> {
                if (isSilent(gpu.newestMs(), heardMs)) {
                  found.add(missing(host.host(), whole, gpu));
                }
              });
    }
    return found;
  }

  /** Of each whole GPU what was heard last: of itself, or of a MIG instance of it. */
  private static Map<String, HostLatest.Gpu> lastHeard(HostLatest host) {
    Map<String, HostLatest.Gpu> wholes = new TreeMap<>();
    for (HostLatest.Gpu gpu : host.gpus()) {
      wholes.merge(
          GpuId.wholeGpu(gpu.gpu()),
          gpu,
          (one, other) -> other.newestMs() > one.newestMs() ? other : one);
    }
    return wholes;
  }

  /**
   * Whether a cluster that is fed live is silent.
   *
   * @param newestMs its newest sample, epoch milliseconds
   */
  Optional<Incident> ofCluster(long newestMs, long nowMs) {
    return isSilent(newestMs, nowMs)
        ? Optional.of(stale("", newestMs, CLUSTER_HELP))
        : Optional.empty();
  }

  private boolean isSilent(long heardMs, long othersMs) {
    long sinceMs = othersMs - heardMs;
    return heardMs > 0 && sinceMs > silentMs && sinceMs <= Math.max(GONE_MS, 2 * silentMs);
  }

  private static Incident missing(String host, String whole, HostLatest.Gpu gpu) {
    return incident(
        MISSING_GPU,
        Severity.CRITICAL,
        Action.DRAIN_NODE,
        GPU_HELP,
        host,
        whole,
        new Whose(gpu.uuid(), "", ""),
        gpu.newestMs());
  }

  private static Incident stale(String host, long sinceMs, String help) {
    return incident(
        STALE, Severity.WARNING, Action.CHECK_FEED, help, host, "", Whose.UNKNOWN, sinceMs);
  }

  private static Incident incident(
      String kind,
      Severity severity,
      Action action,
      String help,
      String host,
      String gpu,
      Whose whose,
      long sinceMs) {
    return new Incident(
        kind,
        kind,
        0,
        severity,
        action,
        help,
        host,
        gpu,
        whose,
        sinceMs,
        OptionalLong.empty(),
        1,
        List.of(),
        Optional.empty());
  }
}
