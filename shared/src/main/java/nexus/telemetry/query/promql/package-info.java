/**
 * What PromQL asks: stored samples as the series that Prometheus would know them by. Begin with
 * {@link nexus.telemetry.query.promql.PromqlQuery}.
 */
package nexus.telemetry.query.promql;
