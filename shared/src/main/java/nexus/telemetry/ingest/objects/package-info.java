/** Objects in a store such as S3, and which version of one is meant; {@code ingest} reads them. */
package nexus.telemetry.ingest.objects;
