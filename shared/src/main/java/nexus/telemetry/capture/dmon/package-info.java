/** What {@code nvidia-smi dmon} and {@code dcgmi dmon} print. */
package nexus.telemetry.capture.dmon;
