/**
 * Samples become messages that wait in etcd; messages are claimed, acknowledged, retried or set
 * aside. Fed by {@code ingest}; feeds {@code drain}.
 */
package nexus.telemetry.queue;
