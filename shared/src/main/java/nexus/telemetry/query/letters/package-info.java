/** What was set aside, page by page, put back or removed. Fed by {@code letters}; feeds the API. */
package nexus.telemetry.query.letters;
