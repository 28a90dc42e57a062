/** Numbers and how people and programs write them; knows no rows. */
package nexus.telemetry.csv.numbers;
