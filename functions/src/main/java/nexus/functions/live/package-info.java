/** What live senders post: Prometheus remote write, text as Prometheus scrapes it, and OTLP. */
package nexus.functions.live;
