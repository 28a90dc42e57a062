/**
 * What rows say of a GPU: its place, facts, series and samples. Fed by {@code csv}, which knows the
 * columns.
 */
package nexus.telemetry.csv.gpus;
