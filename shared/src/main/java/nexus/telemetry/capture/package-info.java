/** What a file is, found out from its beginning: {@code capture} opens files for {@code csv}. */
package nexus.telemetry.capture;
