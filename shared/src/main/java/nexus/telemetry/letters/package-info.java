/**
 * Dead letters: messages, blocks and values that could not be stored or read, set aside with their
 * bytes and the reason. Fed by {@code ingest}, {@code drain} and {@code query}; listed, put back
 * and removed by whoever operates the pipeline.
 */
package nexus.telemetry.letters;
