/**
 * Samples become messages that wait in etcd; a partition's messages are claimed, listed and
 * acknowledged. Fed by {@code ingest}; feeds {@code drain}.
 */
package nexus.telemetry.queue;
