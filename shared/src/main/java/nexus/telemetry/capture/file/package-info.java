/**
 * A file as it begins, how it is read, and what is told of it: what all kinds of captures have in
 * common.
 */
package nexus.telemetry.capture.file;
