/** The fields of a row, why one is rejected, and tables that find them without making strings. */
package nexus.telemetry.csv.rows;
