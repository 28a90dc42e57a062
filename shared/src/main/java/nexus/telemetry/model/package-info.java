/**
 * The vocabulary: samples, GPUs, names, times. Depends on nothing and is used by every other
 * package.
 */
package nexus.telemetry.model;
