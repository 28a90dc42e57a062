/** Queued messages become stored blocks: {@code queue} feeds {@code store}, in one commit. */
package nexus.telemetry.drain;
