/**
 * Stored blocks, newest values and counters become answers. Fed by {@code store} and the counters
 * of {@code queue}; feeds whoever asks over HTTP. Never writes.
 */
package nexus.telemetry.query;
