package nexus.telemetry.ingest;

import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.ledger.LedgerEntry;

/**
 * A chunk that was parsed, its messages written and waiting for the upload to be complete.
 *
 * @param number 0, 1, … in the upload
 * @param offset where it begins in the content, bytes
 * @param length bytes
 * @param counts what its values became; without the samples, which are in the messages
 * @param messages number of messages
 * @param parked the messages
 * @param readAtMs when it was parsed, epoch milliseconds
 */
record ReadChunk(
    int number,
    long offset,
    long length,
    ParsedChunk counts,
    int messages,
    MessageSpill.Spilled parked,
    long readAtMs) {

  LedgerEntry entry(String upload, int chunks) {
    return new LedgerEntry(
        LedgerEntry.VERSION,
        upload,
        number,
        chunks,
        offset,
        length,
        counts.rows(),
        counts.values(),
        counts.accepted(),
        counts.missing(),
        counts.rejected(),
        messages,
        counts.firstMs(),
        counts.lastMs(),
        readAtMs,
        0,
        counts.rejects().stream()
            .map(row -> new LedgerEntry.Reject(row.line(), row.reason(), row.column(), row.text()))
            .toList());
  }

  /** Whether {@code entry} is this very chunk's, of an upload cut into {@code chunks}. */
  boolean isOf(LedgerEntry entry, int chunks) {
    return entry.chunks() == chunks && entry.offset() == offset && entry.length() == length;
  }
}
