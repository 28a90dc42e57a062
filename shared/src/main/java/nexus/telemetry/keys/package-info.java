/**
 * Every key of the pipeline, and which partition a host belongs to. Fed by nobody; used by whoever
 * reads or writes the store.
 */
package nexus.telemetry.keys;
