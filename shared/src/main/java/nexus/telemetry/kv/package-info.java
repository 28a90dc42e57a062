/**
 * A small transactional store of keys and values, as etcd is one: range reads at a revision,
 * transactions, leases, watches, and what is safe to repeat. It knows nothing of GPUs. Every other
 * package that reads or writes is written against {@link nexus.telemetry.kv.Kv}, of which there are
 * two: {@link nexus.telemetry.kv.jetcd.EtcdKv} and its in-memory twin {@link
 * nexus.telemetry.kv.memory.InMemoryKv}.
 */
package nexus.telemetry.kv;
