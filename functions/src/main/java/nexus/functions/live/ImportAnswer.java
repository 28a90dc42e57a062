package nexus.functions.live;

import java.util.List;
import nexus.telemetry.ingest.LiveResult;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.RejectedRow;

/**
 * What became of a text: {@code values = accepted + missing + rejected + expired}.
 *
 * @param cluster cluster of the samples that say none
 * @param rows lines that are samples of GPUs
 * @param values their values
 * @param accepted values queued
 * @param missing values that are none, as NaN
 * @param rejected values that cannot be used
 * @param expired values older than is kept
 * @param ignored values of no field of a GPU
 * @param ignoredNames the first names of these
 * @param rejects the first rejected lines
 */
record ImportAnswer(
    String cluster,
    long rows,
    long values,
    long accepted,
    long missing,
    long rejected,
    long expired,
    long ignored,
    List<String> ignoredNames,
    List<RejectedRow> rejects) {

  static ImportAnswer of(String cluster, LiveResult result) {
    Counts counts = result.counts();
    return new ImportAnswer(
        cluster,
        counts.rows(),
        counts.values(),
        counts.accepted(),
        counts.missing(),
        counts.rejected(),
        counts.expired(),
        result.ignored().values(),
        result.ignored().names(),
        result.rejects());
  }
}
