package nexus.telemetry.query.latest;

import nexus.telemetry.model.GpuId;
import nexus.telemetry.store.HostLatest;

/**
 * A GPU in a place that it has left, as another has newer samples of its UUID.
 *
 * @param host the host that it left
 * @param gpu what it said there last
 * @param to where it is now
 */
public record MovedGpu(String host, HostLatest.Gpu gpu, GpuId to) {}
