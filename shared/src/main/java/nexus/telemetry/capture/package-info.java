/**
 * What a file is, found out from its beginning: {@code capture} opens files for {@code csv}, and
 * asks the families below it, {@code dmon}, {@code prometheus} and {@code grafana}, whose it is.
 */
package nexus.telemetry.capture;
