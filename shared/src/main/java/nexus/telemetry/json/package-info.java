/**
 * How stored values are written as JSON and read back: one small value at a time, exact numbers,
 * required fields, one exception for what cannot be read. Used by {@code queue}, {@code ledger} and
 * {@code store}; depends on {@code model} alone.
 *
 * <p>Answers are not written here: the functions write their records with Jackson's mapper, and
 * points and samples, of which there may be many, as a stream. Both take the form of numbers from
 * here.
 */
package nexus.telemetry.json;
