package nexus.telemetry.query.stats;

/**
 * What waits.
 *
 * @param messages messages not stored yet
 * @param oldestAgeMs milliseconds since the oldest was published, judged by the first message of
 *     each partition in the order of their samples' times; 0 when none waits
 * @param deadLetters messages, blocks and values set aside
 */
public record QueueFigures(long messages, long oldestAgeMs, long deadLetters) {}
