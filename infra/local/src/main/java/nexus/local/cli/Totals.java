package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What several uploads became together. */
final class Totals {

  private int uploads;
  private long values;
  private long accepted;
  private long missing;
  private long rejected;
  private long inexact;
  private long expired;
  private long ignored;
  private long refusedLines;

  void add(JsonNode result) {
    uploads++;
    values += Fields.number(result, "values");
    accepted += Fields.number(result, "accepted");
    missing += Fields.number(result, "missing");
    rejected += Fields.number(result, "rejected");
    inexact += Fields.number(result, "inexact");
    expired += Fields.number(result, "expired");
    ignored += Fields.number(result, "ignored");
  }

  /** Adds what others became. */
  void add(Totals other) {
    uploads += other.uploads;
    values += other.values;
    accepted += other.accepted;
    missing += other.missing;
    rejected += other.rejected;
    inexact += other.inexact;
    expired += other.expired;
    ignored += other.ignored;
    refusedLines += other.refusedLines;
  }

  /** Counts lines that the server did not take at all. */
  void refuse(long lines) {
    refusedLines += lines;
  }

  int uploads() {
    return uploads;
  }

  long accepted() {
    return accepted;
  }

  /** As {@link Ledger#warning}, of all together. */
  String warning() {
    return Ledger.warning(values, accepted, rejected);
  }

  /** {@code 2 uploads: 2,520 values accepted, 0 missing, 0 rejected}. */
  String line() {
    return Units.counted(uploads, "upload")
        + ": "
        + Ledger.counts(accepted, missing, rejected, expired, inexact)
        + (ignored == 0 ? "" : ", " + Units.count(ignored) + " ignored")
        + (refusedLines == 0 ? "" : "; " + Units.counted(refusedLines, "line") + " refused");
  }
}
