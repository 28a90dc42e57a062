package nexus.telemetry.csv;

/**
 * Some rows of a CSV file, whole ones, in memory.
 *
 * @param offset where the first row begins, in bytes from the beginning of the content
 * @param length bytes they have in the file
 * @param bytes holds the rows, from 0 on
 * @param end where they end in {@code bytes}, exclusive. Less than {@code length} where the last
 *     line was too long to be kept whole
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record CsvPiece(long offset, long length, byte[] bytes, int end) {}
