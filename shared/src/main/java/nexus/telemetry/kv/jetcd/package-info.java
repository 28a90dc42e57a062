/**
 * The store that is etcd. The only package that imports the etcd client; its users see {@code kv}.
 */
package nexus.telemetry.kv.jetcd;
