/**
 * {@code GET /metrics}: newest values and the pipeline's own figures, for Prometheus. Fed by the
 * shared library's {@code query} and by {@code meters}.
 */
package nexus.functions.metrics;
