/**
 * A cluster's newest values: read, of what was read before only the changes, and added up. Fed by
 * {@code store}; feeds {@code fleet}, {@code stats} and whoever else tells what is newest.
 */
package nexus.telemetry.query.latest;
