package nexus.telemetry.csv;

/** Rows as a chunk. */
final class Chunks {

  private Chunks() {}

  /** All of {@code rows}, the first being line 2. */
  static CsvChunk of(byte[] rows) {
    return new CsvChunk(0, 0, rows.length, 2, rows, rows.length);
  }
}
