/** Bytes become lines; newlines are counted and found. */
package nexus.telemetry.csv.lines;
