/** The store that is memory: etcd's twin, which passes the same contract. For tests and trials. */
package nexus.telemetry.kv.memory;
