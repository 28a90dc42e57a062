/** Times of rows that have none of their own, or no seconds. */
package nexus.telemetry.csv.times;
