package nexus.telemetry.ingest;

import java.io.IOException;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.ParsedChunk;

/**
 * Parses rows section by section. A section ends with the piece that makes it as long as it may be,
 * or {@value #MAX_SAMPLES} samples rich: so memory is bounded, and the same content is always cut
 * the same way.
 */
final class SectionCutter {

  private static final int MAX_PIECE = 1 << 20;
  private static final int MAX_SAMPLES = 1_000_000;

  private final CsvPieces pieces;
  private final CsvParser parser;
  private final int sectionBytes;

  /**
   * @param sectionBytes bytes at which a section ends
   */
  SectionCutter(CsvPieces pieces, CsvParser parser, int sectionBytes) {
    this.pieces = pieces;
    this.parser = parser;
    this.sectionBytes = sectionBytes;
  }

  /**
   * Some rows.
   *
   * @param offset where they begin in the content, bytes
   * @param length bytes
   * @param parsed what they hold
   */
  record Section(long offset, long length, ParsedChunk parsed) {}

  /** About how many bytes a piece has where sections have {@code sectionBytes}. */
  static int pieceBytes(int sectionBytes) {
    return Math.min(sectionBytes, MAX_PIECE);
  }

  /** Parses the next section; of length 0 when there is none. */
  Section next() throws IOException {
    long offset = 0;
    long length = 0;
    CsvPiece piece = pieces.next();
    while (piece != null) {
      offset = length == 0 ? piece.offset() : offset;
      length += piece.length();
      parser.read(piece);
      boolean full = length >= sectionBytes || parser.samples() >= MAX_SAMPLES;
      piece = full ? null : pieces.next();
    }
    return new Section(offset, length, parser.take());
  }
}
