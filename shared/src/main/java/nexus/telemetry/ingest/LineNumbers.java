package nexus.telemetry.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import nexus.telemetry.csv.lines.Newlines;
import nexus.telemetry.ingest.objects.ObjectStore;
import nexus.telemetry.ledger.Ledger;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.model.RejectedRow;

/**
 * Finds the line of its file at which a byte range begins. Ranges that were ingested tell how many
 * newlines they have; the others are read. This is asked only for a range with rejected rows.
 */
final class LineNumbers {

  private static final int BUFFER = 256 << 10;

  /** Most bytes that are read to count their lines. */
  private static final long MAX_READ = 512L << 20;

  private final Ledger ledger;
  private final ObjectStore objects;

  /**
   * Which line of its file the first row of a part is.
   *
   * @param before lines before it; where that is not known, those that are counted: 0
   * @param unknownFrom where that is not known, the byte at which the part begins; else −1
   */
  record FirstLine(long before, long unknownFrom) {

    /** For a part whose lines are numbered as those of its file. */
    static final FirstLine AS_COUNTED = new FirstLine(0, -1);

    static FirstLine after(long lines) {
      return new FirstLine(lines, -1);
    }

    static FirstLine unknownFrom(long offset) {
      return new FirstLine(0, offset);
    }

    /** Number in the file of a line that was counted from 1 in the part. */
    long number(long line) {
      return before + line;
    }

    /** A row that was counted in the part, as a row of the file. */
    RejectedRow inFile(RejectedRow row) {
      return new RejectedRow(number(row.line()), explain(row.reason()), row.column(), row.text());
    }

    /** A reason that says so where its line is not that of the file. */
    String explain(String reason) {
      return unknownFrom < 0
          ? reason
          : reason + " (the line is counted from byte " + unknownFrom + " of the file)";
    }
  }

  LineNumbers(Ledger ledger, ObjectStore objects) {
    this.ledger = ledger;
    this.objects = objects;
  }

  /** Where the lines of a chunk begin; not known where too much would have to be read for it. */
  FirstLine firstLine(ObjectChunk chunk) throws IOException {
    List<LedgerEntry> known =
        ledger.entries(chunk.cluster(), chunk.upload()).stream()
            .filter(entry -> entry.offset() + entry.length() <= chunk.offset())
            .sorted(Comparator.comparingLong(LedgerEntry::offset))
            .toList();
    long bytesKnown = known.stream().mapToLong(LedgerEntry::length).sum();
    if (chunk.offset() - bytesKnown > MAX_READ) {
      return FirstLine.unknownFrom(chunk.offset());
    }
    long newlines = 0;
    long at = 0;
    for (LedgerEntry entry : known) {
      if (entry.offset() >= at) {
        newlines += count(chunk, at, entry.offset()) + entry.newlines();
        at = entry.offset() + entry.length();
      }
    }
    // The first row follows the first newline of the chunk itself.
    return FirstLine.after(newlines + count(chunk, at, chunk.offset()) + 1);
  }

  private long count(ObjectChunk chunk, long from, long to) throws IOException {
    if (from == to) {
      return 0;
    }
    long newlines = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = objects.read(chunk.object().version(), from, to)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        newlines += Newlines.count(buffer, 0, count);
      }
    }
    return newlines;
  }
}
