package nexus.telemetry.query.series;

import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;

/**
 * Where samples come from, and what was known then.
 *
 * @param gpu the GPU's place at that time
 * @param facts its facts at that time
 */
public record Origin(GpuId gpu, GpuFacts facts) {}
