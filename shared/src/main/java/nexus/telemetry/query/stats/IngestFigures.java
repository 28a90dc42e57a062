package nexus.telemetry.query.stats;

import nexus.telemetry.ledger.IngestTotals;

/**
 * What was ingested so far: {@code values = accepted + missing + rejected}.
 *
 * @param uploads uploads
 * @param rows rows read
 * @param values values those rows carry
 * @param accepted values queued
 * @param missing values that were blank or not available
 * @param rejected values that could not be used
 */
public record IngestFigures(
    long uploads, long rows, long values, long accepted, long missing, long rejected) {

  static IngestFigures of(IngestTotals total) {
    return new IngestFigures(
        total.uploads(),
        total.rows(),
        total.values(),
        total.accepted(),
        total.missing(),
        total.rejected());
  }
}
