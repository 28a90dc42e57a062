package nexus.telemetry.csv;

/**
 * Some rows of a CSV file, whole ones, in memory.
 *
 * @param number 0, 1, … in the file's order
 * @param offset where the first row begins, in bytes from the beginning of the content
 * @param length bytes it has in the file
 * @param firstLine line number of the first row, the header being line 1
 * @param bytes holds the rows
 * @param end where they end in {@code bytes}, exclusive; they begin at 0. Less than {@code length}
 *     where the last line was too long to be kept whole
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record CsvChunk(
    int number, long offset, long length, long firstLine, byte[] bytes, int end) {}
