/**
 * Queued messages become stored blocks: on request, and by itself in a long-running process, where
 * the clock and a watch wake one drain. Feeds the shared library's {@code drain}.
 */
package nexus.functions.drain;
