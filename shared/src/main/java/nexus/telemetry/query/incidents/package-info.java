/** What is and was wrong with a cluster's GPUs and hosts. */
package nexus.telemetry.query.incidents;
