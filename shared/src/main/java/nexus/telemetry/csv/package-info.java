/**
 * Text becomes samples or rejected rows: DCGM's long format and the wide format. Fed by {@code
 * ingest}, which hands what is read here to {@code queue}.
 */
package nexus.telemetry.csv;
