/** What live senders speak, made rows: Prometheus remote write, and OTLP. */
package nexus.telemetry.live;
