package nexus.telemetry.queue;

import nexus.telemetry.model.GpuId;

/**
 * A message that is written, and not yet published.
 *
 * @param gpu whose samples it carries
 * @param firstMs its earliest sample, epoch milliseconds
 * @param part number of the part, of the GPU's samples of the chunk
 * @param json its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record UnpublishedMessage(GpuId gpu, long firstMs, int part, byte[] json) {}
