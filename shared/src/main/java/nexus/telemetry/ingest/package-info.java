/** One CSV chunk becomes queued messages and a ledger entry: {@code csv} feeds {@code queue}. */
package nexus.telemetry.ingest;
