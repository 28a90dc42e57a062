/**
 * Makes DCGM telemetry files, and measures the local run with them. Fed by a seed and the command
 * line; feeds {@code POST /api/v1/csv/upload}, the sample in {@code infra/local} and the benchmarks
 * in {@code nexus.bench.jmh}.
 */
package nexus.bench;
