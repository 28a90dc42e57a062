/** What there is: clusters, hosts and GPUs, as JSON. Fed by the shared library's {@code query}. */
package nexus.functions.api.fleet;
