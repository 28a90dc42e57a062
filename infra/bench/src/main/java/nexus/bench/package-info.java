/**
 * Makes DCGM telemetry files, and measures the local run with them. Fed by a seed and the command
 * line; feeds {@code POST /api/v1/csv/upload} and the sample in {@code infra/local}.
 */
package nexus.bench;
