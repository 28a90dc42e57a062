/**
 * Answers for one GPU over time: its samples, those of each step of time as one point, or the
 * newest of each metric. A typed request comes in, a page of columns goes out; nothing here knows
 * of HTTP or JSON. Begin with {@link nexus.telemetry.query.series.SeriesQuery}.
 */
package nexus.telemetry.query.series;
