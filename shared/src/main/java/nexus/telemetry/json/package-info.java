/**
 * How small values are written as JSON and read back: exact numbers, required fields, one exception
 * for what cannot be read. Used by {@code queue}, {@code store} and {@code query}; depends on
 * {@code model} alone.
 */
package nexus.telemetry.json;
