package nexus.telemetry.queue;

import nexus.telemetry.kv.Kv;

/**
 * How messages are published.
 *
 * @param partitions number of partitions
 * @param batchSize messages a transaction, 1 to {@link Kv#MAX_OPERATIONS}
 * @param messageTtlSeconds seconds after which an undrained message is dropped; 0 for never
 * @param blockSpanMs span of a block, milliseconds
 */
public record PublishOptions(
    int partitions, int batchSize, long messageTtlSeconds, long blockSpanMs) {

  /**
   * @throws IllegalArgumentException when a number is out of its bounds
   */
  public PublishOptions {
    if (batchSize < 1 || batchSize > Kv.MAX_OPERATIONS) {
      throw new IllegalArgumentException("batch size must be 1 to 100, not " + batchSize);
    }
    if (messageTtlSeconds < 0) {
      throw new IllegalArgumentException("message TTL is negative: " + messageTtlSeconds);
    }
    if (blockSpanMs < 1) {
      throw new IllegalArgumentException("block span must be positive: " + blockSpanMs);
    }
  }
}
