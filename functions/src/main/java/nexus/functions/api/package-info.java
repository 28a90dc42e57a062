/**
 * {@code /api/v1} for who scripts: what there is, and samples as JSON, CSV or NDJSON. Thin routes
 * over the shared library's {@code query}.
 */
package nexus.functions.api;
