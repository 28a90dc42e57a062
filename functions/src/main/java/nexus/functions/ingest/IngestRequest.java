package nexus.functions.ingest;

/**
 * The body of {@code POST /ingestCsvChunk}.
 *
 * @param cluster cluster the samples belong to; null for the configured one
 * @param csv the rows, with their header
 * @param tz IANA name of the zone of times without one; null for none
 */
public record IngestRequest(String cluster, String csv, String tz) {}
