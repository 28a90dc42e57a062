/**
 * Stored blocks, newest values and counters become answers. Fed by {@code store} and the counters
 * of {@code queue}; feeds whoever asks over HTTP. Writes nothing but what is asked of dead letters.
 */
package nexus.telemetry.query;
