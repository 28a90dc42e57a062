/** Labels as programs print them, pair by pair, and which GPU they name. */
package nexus.telemetry.csv.labels;
