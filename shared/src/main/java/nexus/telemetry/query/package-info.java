/**
 * Stored blocks, newest values and counters become answers. Fed by {@code store} and the counters
 * of {@code queue}; feeds whoever asks over HTTP. Writes nothing but dead letters: of blocks that
 * cannot be read, and what is asked of them.
 */
package nexus.telemetry.query;
