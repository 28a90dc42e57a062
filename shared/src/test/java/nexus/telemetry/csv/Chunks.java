package nexus.telemetry.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.model.SampleTimes;

/** Parses rows in chunks of one piece. */
final class Chunks {

  private Chunks() {}

  /** All of {@code rows} as one chunk, the first row being line 2. */
  static ParsedChunk parse(CsvHeader header, byte[] rows, long nowMs) {
    CsvParser parser = new CsvParser(header, 2, nowMs);
    parser.read(new CsvPiece(0, rows.length, rows, rows.length));
    return parser.take();
  }

  /** A whole file of which nothing is said beside it. */
  static List<ParsedChunk> parse(byte[] file, int pieceBytes, long nowMs) throws IOException {
    return parse(file, pieceBytes, nowMs, Optional.empty());
  }

  /** A whole file, header and all, in pieces of {@code pieceBytes}, each a chunk. */
  static List<ParsedChunk> parse(byte[] file, int pieceBytes, long nowMs, Optional<ZoneId> zone)
      throws IOException {
    CsvPieces pieces = new CsvPieces(new ByteArrayInputStream(file), pieceBytes, 0);
    SampleTimes times = SampleTimes.of(zone);
    CsvParser parser = new CsvParser(pieces.header(), 2, nowMs, 0, times, RejectSink.NONE);
    List<ParsedChunk> chunks = new ArrayList<>();
    for (CsvPiece piece = pieces.next(); piece != null; piece = pieces.next()) {
      parser.read(piece);
      chunks.add(parser.take());
    }
    return chunks;
  }
}
