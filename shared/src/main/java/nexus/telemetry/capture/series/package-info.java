/** Series that come with their labels, made rows of time, metric, value and labels. */
package nexus.telemetry.capture.series;
