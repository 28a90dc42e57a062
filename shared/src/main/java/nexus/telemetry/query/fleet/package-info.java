/**
 * What there is: clusters, hosts and GPUs, page by page. Fed by {@code latest} and by what waits;
 * feeds the lists of the API.
 */
package nexus.telemetry.query.fleet;
