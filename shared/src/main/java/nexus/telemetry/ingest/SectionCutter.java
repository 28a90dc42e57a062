package nexus.telemetry.ingest;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.ParsedChunk;

/**
 * Parses rows section by section. A section ends with the piece that makes it as long as it may be,
 * or {@value #MAX_SAMPLES} samples rich, or has its samples hold as much memory as they may: so
 * memory is bounded, and the same content is always cut the same way.
 */
final class SectionCutter {

  private static final int MAX_PIECE = 256 << 10;
  private static final int MAX_SAMPLES = 1_000_000;

  /**
   * Bytes that the samples of a section may hold: reached first where every one is of a series of
   * its own.
   */
  private static final long MAX_HELD = 48 << 20;

  private final CsvPieces pieces;
  private final CsvParser parser;
  private final int sectionBytes;
  private final BooleanSupplier sparing;

  /**
   * @param sectionBytes bytes at which a section ends
   * @param sparing tells whether to give back what only saves time
   */
  SectionCutter(CsvPieces pieces, CsvParser parser, int sectionBytes, BooleanSupplier sparing) {
    this.pieces = pieces;
    this.parser = parser;
    this.sectionBytes = sectionBytes;
    this.sparing = sparing;
  }

  /**
   * Some rows.
   *
   * @param offset where they begin in the content, bytes
   * @param length bytes
   * @param parsed what they hold
   * @param heldBytes memory that is to be given back once {@code parsed} is no longer needed
   */
  record Section(long offset, long length, ParsedChunk parsed, long heldBytes) {}

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
      boolean full =
          length >= sectionBytes
              || parser.samples() >= MAX_SAMPLES
              || parser.heldBytes() >= MAX_HELD;
      piece = full ? null : pieces.next();
    }
    ParsedChunk parsed = parser.take();
    if (sparing.getAsBoolean()) {
      parser.forgetRows();
    }
    return new Section(offset, length, parsed, parser.leaveHeld());
  }
}
