/**
 * The threads that {@code ingest} and {@code drain} work with, and how work that is to last as long
 * as the process is kept going. Knows {@code kv} for its exception alone: who waits for a pool that
 * is closed is told the same as when etcd cannot be reached.
 */
package nexus.telemetry.work;
