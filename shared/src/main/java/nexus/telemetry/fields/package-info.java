/**
 * The dictionary of fields: what a metric's name, unit, kind and bounds are, under which names it
 * comes, and what is no value.
 */
package nexus.telemetry.fields;
