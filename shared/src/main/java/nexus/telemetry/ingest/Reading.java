package nexus.telemetry.ingest;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.RejectedRow;

/**
 * What reading a content came to: two that are equal found the same samples in it.
 *
 * @param counts what became of its values
 * @param firstMs earliest accepted sample, epoch milliseconds; 0 when there is none
 * @param lastMs latest accepted sample, epoch milliseconds; 0 when there is none
 * @param rejects the first rejected rows
 */
record Reading(Counts counts, long firstMs, long lastMs, List<String> rejects) {

  Reading {
    rejects = List.copyOf(rejects);
  }

  /** That of one chunk. */
  static Reading of(LedgerEntry entry) {
    return of(List.of(entry));
  }

  /** That of several chunks together. */
  static Reading of(List<LedgerEntry> entries) {
    Counts counts = entries.stream().map(LedgerEntry::counts).reduce(Counts.ZERO, Counts::plus);
    return new Reading(
        counts,
        times(entries, LedgerEntry::firstMs).min().orElse(0),
        times(entries, LedgerEntry::lastMs).max().orElse(0),
        entries.stream().flatMap(one -> one.rejects().stream()).map(RejectedRow::text).toList());
  }

  private static LongStream times(List<LedgerEntry> entries, ToLongFunction<LedgerEntry> time) {
    return entries.stream().filter(entry -> entry.accepted() > 0).mapToLong(time);
  }

  /** Whether another reading cannot find more: every row was good, and young enough. */
  boolean isComplete() {
    return counts.rejected() == 0 && counts.expired() == 0;
  }

  /** Whether this found nothing that another reading of the same bytes did not. */
  boolean findsNoMoreThan(Reading before) {
    return counts.accepted() <= before.counts.accepted()
        && counts.rejected() >= before.counts.rejected()
        && counts.expired() >= before.counts.expired();
  }
}
