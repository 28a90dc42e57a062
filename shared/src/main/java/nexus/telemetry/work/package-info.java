/**
 * The threads that {@code ingest} and {@code drain} work with. Knows {@code kv} for its exception
 * alone: who waits for a pool that is closed is told the same as when etcd cannot be reached.
 */
package nexus.telemetry.work;
