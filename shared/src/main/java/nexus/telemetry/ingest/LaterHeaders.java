package nexus.telemetry.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.lines.Newlines;
import nexus.telemetry.ledger.UploadPlan.LaterHeader;
import nexus.telemetry.model.InvalidInputException;

/**
 * Finds the headers among the rows of an object whose parts are read side by side: whoever reads a
 * part does not see those above it.
 *
 * <p>One that cannot be read is found, too: it stands for rows that no one can read.
 */
final class LaterHeaders {

  /** Most characters of headers that are kept: a plan must fit a value of etcd. */
  private static final int MOST_CHARACTERS = 256 << 10;

  private final List<LaterHeader> found = new ArrayList<>();
  private CsvHeader known;
  private String current;
  private int characters;

  private LaterHeaders(CsvHeader first) {
    known = first;
    current = first.text();
  }

  /**
   * The headers that say otherwise than the one before.
   *
   * @param file the file from its beginning on
   * @throws InvalidInputException with field {@code csv} when there is no header, or too many
   * @throws IOException when the file cannot be read
   */
  static List<LaterHeader> of(CsvPieces file) throws IOException {
    LaterHeaders headers = new LaterHeaders(file.header());
    for (CsvPiece piece = file.next(); piece != null; piece = file.next()) {
      headers.search(piece);
    }
    return headers.found;
  }

  private void search(CsvPiece piece) {
    int start = 0;
    while (start < piece.end()) {
      int newline = Newlines.find(piece.bytes(), start, piece.end());
      int end = newline < 0 ? piece.end() : newline;
      look(piece, start, end);
      start = end + 1;
    }
  }

  private void look(CsvPiece piece, int start, int end) {
    try {
      known.below(piece.bytes(), start, end).ifPresent(header -> take(piece, start, header));
    } catch (InvalidInputException unreadable) {
      add(
          piece.offset() + start,
          new String(piece.bytes(), start, end - start, StandardCharsets.UTF_8));
    }
  }

  private void take(CsvPiece piece, int start, CsvHeader header) {
    known = header;
    if (!header.text().equals(current)) {
      add(piece.offset() + start, header.text());
    }
  }

  private void add(long offset, String text) {
    current = text;
    characters += text.length();
    if (characters > MOST_CHARACTERS) {
      throw new InvalidInputException(
          "csv",
          "the file changes its header too often to be read in parts: compress it, or send the"
              + " files it was put together from");
    }
    found.add(new LaterHeader(offset, text));
  }
}
