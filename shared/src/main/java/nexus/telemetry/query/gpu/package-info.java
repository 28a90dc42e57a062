/** Finds the GPU that a request names. Fed by newest values and by what UUIDs point to. */
package nexus.telemetry.query.gpu;
