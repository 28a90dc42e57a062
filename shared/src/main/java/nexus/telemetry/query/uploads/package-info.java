/** How far uploads are. Fed by {@code ledger}; feeds the API. */
package nexus.telemetry.query.uploads;
