/**
 * What this process measures of itself. Fed by the HTTP routes, the client of etcd and the drain's
 * watch; read by {@code GET /metrics}.
 */
package nexus.functions.meters;
