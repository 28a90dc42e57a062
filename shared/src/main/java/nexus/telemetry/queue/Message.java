package nexus.telemetry.queue;

import nexus.telemetry.model.GpuSamples;

/**
 * One queue entry: all samples of one GPU in one ingested chunk, or a part of them where they would
 * make it too large.
 *
 * @param publishedMs when it was published, epoch milliseconds
 * @param samples the samples, at least one
 */
public record Message(long publishedMs, GpuSamples samples) {}
