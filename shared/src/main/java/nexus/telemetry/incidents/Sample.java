package nexus.telemetry.incidents;

/**
 * A sample that shows what happened.
 *
 * @param timeMs epoch milliseconds
 * @param value its value
 */
public record Sample(long timeMs, double value) {}
