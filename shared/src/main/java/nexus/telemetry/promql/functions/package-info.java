/**
 * The arithmetic of PromQL's functions: of the samples of a window, of one value, of labels.
 * Nothing here knows of expressions or steps.
 */
package nexus.telemetry.promql.functions;
