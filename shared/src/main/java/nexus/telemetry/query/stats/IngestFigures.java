package nexus.telemetry.query.stats;

import nexus.telemetry.ledger.IngestTotals;

/**
 * What was ingested so far: {@code values = accepted + missing + rejected + expired}.
 *
 * @param uploads uploads
 * @param rows rows read
 * @param values values those rows carry
 * @param accepted values queued
 * @param missing values that were blank or not available
 * @param rejected values that could not be used
 * @param expired values that were older than the retention when they arrived
 * @param inexact accepted values that are whole numbers which a double cannot hold
 */
public record IngestFigures(
    long uploads,
    long rows,
    long values,
    long accepted,
    long missing,
    long rejected,
    long expired,
    long inexact) {

  static IngestFigures of(IngestTotals total) {
    return new IngestFigures(
        total.uploads(),
        total.rows(),
        total.values() + total.expired(),
        total.accepted(),
        total.missing(),
        total.rejected(),
        total.expired(),
        total.inexact());
  }
}
