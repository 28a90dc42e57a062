/**
 * PromQL: what its parts speak of. An expression is read by {@code syntax}, worked out by {@code
 * eval} with the arithmetic of {@code functions}, over series that a {@link
 * nexus.telemetry.promql.SeriesSource} hands over. Nothing here knows of GPUs, stores, HTTP or
 * JSON. The language and its answers are those of Prometheus 2.42.
 */
package nexus.telemetry.promql;
