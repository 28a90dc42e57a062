/** Grafana's downloads, in which columns or rows are series. */
package nexus.telemetry.capture.grafana;
