package nexus.telemetry.query.latest;

import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;

/**
 * The newest value of a metric of a GPU.
 *
 * @param gpu the GPU's place
 * @param facts what newest values tell of the GPU: UUID, device, model; of an instance, also its
 *     number as the label {@code GPU_I_ID}
 * @param metric metric name
 * @param timeMs epoch milliseconds
 * @param value the value
 */
public record LatestValue(GpuId gpu, GpuFacts facts, String metric, long timeMs, double value) {}
