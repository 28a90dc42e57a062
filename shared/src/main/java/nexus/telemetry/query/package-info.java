/** Stored blocks, newest values and counters become answers. Fed by {@code store}. */
package nexus.telemetry.query;
