package nexus.functions.ingest;

/**
 * The body of {@code POST /ingestCsvChunk}.
 *
 * @param cluster cluster the samples belong to; null for the configured one
 * @param csv the rows, with their header
 * @param tz IANA name of the zone of times without one; null for none
 * @param host host name of rows that have none; null for none
 * @param gpu index or UUID of the GPU of rows that name none; null for none
 * @param metric metric of values whose file does not say it; null for none
 * @param time time of rows that have none; null for none
 * @param interval time between the rows of a GPU where they have none; null for none
 * @param columns names of the columns of a file without a header, with commas between them; null
 *     for none
 */
public record IngestRequest(
    String cluster,
    String csv,
    String tz,
    String host,
    String gpu,
    String metric,
    String time,
    String interval,
    String columns) {}
