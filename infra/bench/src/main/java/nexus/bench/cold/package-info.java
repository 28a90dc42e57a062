/**
 * Cold starts: how long function.zip takes from the start of its process, or from the restoration
 * of its snapshot, to its first response. Fed by the script {@code cold-start}; runs the zip with
 * {@code nexus.lambda}.
 */
package nexus.bench.cold;
