package nexus.telemetry.csv;

/**
 * A metric of a chunk.
 *
 * @param number 0, 1, … in the order the chunk names them
 * @param name metric name
 */
record Metric(int number, String name) {}
