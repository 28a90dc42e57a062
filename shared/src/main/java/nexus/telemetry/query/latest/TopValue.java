package nexus.telemetry.query.latest;

/**
 * One of the highest newest values.
 *
 * @param metric metric name
 * @param host host name
 * @param gpu index on the host, of a GPU or an instance
 * @param uuid UUID, or empty
 * @param value the value
 */
public record TopValue(String metric, String host, String gpu, String uuid, double value) {}
