/**
 * The formats that samples are written in besides JSON: CSV and NDJSON. Fed by exports of the
 * shared library's {@code query}; feeds a response's body.
 */
package nexus.functions.api.format;
