package nexus.telemetry.ingest;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.ledger.LedgerEntry;

/** Adds up what the sections of one chunk became. */
final class ChunkCounts {

  private long rows;
  private long accepted;
  private long missing;
  private long rejected;
  private long messages;
  private long firstMs;
  private long lastMs;
  private final List<LedgerEntry.Reject> rejects = new ArrayList<>();

  void addMessages(int published) {
    messages += published;
  }

  void add(ParsedChunk section) {
    if (section.accepted() > 0) {
      firstMs = accepted == 0 ? section.firstMs() : Math.min(firstMs, section.firstMs());
      lastMs = Math.max(lastMs, section.lastMs());
    }
    rows += section.rows();
    accepted += section.accepted();
    missing += section.missing();
    rejected += section.rejected();
    section.rejects().stream()
        .limit(IngestResult.MAX_REJECTS - rejects.size())
        .map(row -> new LedgerEntry.Reject(row.line(), row.reason(), row.column(), row.text()))
        .forEach(rejects::add);
  }

  /**
   * The chunk's ledger entry.
   *
   * @param lines where the lines that were counted begin
   * @param newlines newlines of the chunk's byte range
   */
  LedgerEntry entry(ObjectChunk chunk, FirstLine lines, long newlines, long nowMs) {
    return new LedgerEntry(
        LedgerEntry.VERSION,
        chunk.upload(),
        chunk.number(),
        chunk.chunks(),
        chunk.offset(),
        chunk.length(),
        rows,
        accepted + missing + rejected,
        accepted,
        missing,
        rejected,
        messages,
        firstMs,
        lastMs,
        nowMs,
        newlines,
        rejects.stream()
            .map(
                row ->
                    new LedgerEntry.Reject(
                        lines.number(row.line()),
                        lines.explain(row.reason()),
                        row.column(),
                        row.text()))
            .toList());
  }
}
