/** Newest values over HTTP, as JSON, CSV or NDJSON. Fed by the shared library's {@code query}. */
package nexus.functions.api.latest;
