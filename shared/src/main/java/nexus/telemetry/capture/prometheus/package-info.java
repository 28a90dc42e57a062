/** What Prometheus scrapes, dumps and answers, read as series. */
package nexus.telemetry.capture.prometheus;
