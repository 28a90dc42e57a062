/**
 * PromQL worked out: the series of an expression at each step of time. Each part is worked out once
 * for all steps, series by series, in arrays that have a place for each step. Begin with {@link
 * nexus.telemetry.promql.eval.Engine}.
 */
package nexus.telemetry.promql.eval;
