/**
 * The ledger: what each ingested chunk became, how an object is cut into chunks, and which uploads
 * there were. Fed by {@code ingest}; read by {@code query}.
 */
package nexus.telemetry.ledger;
