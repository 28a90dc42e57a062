/**
 * A cluster's figures: its newest values and counters added up, and what waits. Fed by {@code
 * latest}, {@code queue}, {@code ledger} and {@code letters}; feeds statistics and metrics.
 */
package nexus.telemetry.query.stats;
