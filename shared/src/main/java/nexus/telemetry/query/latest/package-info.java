/**
 * The newest value of every metric of every GPU. Fed by newest values as they are stored; feeds
 * lists and exports.
 */
package nexus.telemetry.query.latest;
