/** What became of the time of a cluster's GPUs, and what they took for it. */
package nexus.telemetry.query.usage;
