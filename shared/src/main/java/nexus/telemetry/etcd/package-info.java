/**
 * The etcd client layer: keys, transactions, leases, watches. The only package that imports the
 * etcd client. {@code queue}, {@code store}, {@code ingest} and {@code drain} are written against
 * {@link nexus.telemetry.etcd.Kv}, of which there are two: {@link nexus.telemetry.etcd.EtcdKv} and
 * its in-memory twin {@link nexus.telemetry.etcd.InMemoryKv}.
 */
package nexus.telemetry.etcd;
