/**
 * Which versions of the stored formats may be written. Asked by whoever writes; told and raised
 * through the API.
 */
package nexus.telemetry.formats;
