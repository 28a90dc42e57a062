package nexus.telemetry.store;

import nexus.telemetry.model.GpuFacts;

/**
 * What is known of a GPU: the value of its {@code metadata} key.
 *
 * @param facts the newest facts, by the time of the samples that brought them
 * @param firstSeenMs earliest sample, epoch milliseconds
 * @param factsAsOfMs time of the samples that brought the facts, epoch milliseconds
 */
public record GpuMetadata(GpuFacts facts, long firstSeenMs, long factsAsOfMs) {}
