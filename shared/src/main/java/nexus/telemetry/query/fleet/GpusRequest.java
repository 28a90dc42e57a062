package nexus.telemetry.query.fleet;

import java.util.Optional;
import java.util.Set;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.query.latest.WholeGpu;

/**
 * Asks for a page of a cluster's GPUs and instances. Filters are whole names.
 *
 * @param cluster the cluster
 * @param host of which host; empty for all
 * @param model of which product name, {@code unknown} for those of which no source told it; empty
 *     for all
 * @param status of what status; empty for all
 * @param behind the last entry of the page before; empty for the first page
 * @param most most entries of the page
 */
public record GpusRequest(
    AskedCluster cluster,
    Optional<String> host,
    Optional<String> model,
    Optional<GpuStatus> status,
    Optional<GpuId> behind,
    int most) {

  boolean wantsHost(String name) {
    return host.isEmpty() || host.get().equals(name);
  }

  /** Whether GPUs in places that they have left are wanted: only when they are asked for. */
  boolean wantsMoved() {
    return status.stream().anyMatch(wanted -> wanted == GpuStatus.MOVED);
  }

  boolean wants(Fleet.Gpu gpu) {
    return (model.isEmpty() || model.get().equals(WholeGpu.modelOrUnknown(gpu.model())))
        && (status.isEmpty() || status.get() == gpu.status());
  }

  /** Those of the hosts asked for that cannot be read. */
  Set<String> unreadable(LatestHosts latest) {
    if (host.isEmpty()) {
      return latest.unreadable();
    }
    return latest.unreadable().contains(host.get()) ? Set.of(host.get()) : Set.of();
  }
}
