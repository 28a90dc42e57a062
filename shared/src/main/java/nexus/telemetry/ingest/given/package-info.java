/** What is said beside an upload, by its parameters or its key: host, zone, time and the like. */
package nexus.telemetry.ingest.given;
