package nexus.telemetry.ingest;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.csv.Ignored;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.RejectedRow;

/**
 * What became of what a live source sent at once.
 *
 * @param counts of its values
 * @param rejects the first that were rejected; a row's number is that of the sample in the request
 * @param ignored values of no field of a GPU, which are none of the counted
 * @param alreadyIngested whether the same was taken before, so that nothing was queued
 */
public record LiveResult(
    Counts counts, List<RejectedRow> rejects, Ignored ignored, boolean alreadyIngested) {

  public LiveResult {
    rejects = List.copyOf(rejects);
  }

  /** Values that will never be taken, however often they are sent. */
  public long refused() {
    return counts.rejected() + counts.expired();
  }

  /** Whether something was refused and nothing taken. */
  public boolean isAllRefused() {
    return refused() > 0 && counts.accepted() + counts.missing() == 0;
  }

  /** Nothing came but what is ignored. */
  static LiveResult of(Ignored ignored) {
    return new LiveResult(Counts.ZERO, List.of(), ignored, false);
  }

  /** The same with more that was ignored. */
  LiveResult ignoring(Ignored more) {
    return new LiveResult(counts, rejects, ignored.plus(more), alreadyIngested);
  }

  /** This and what became of the rest of the request, which another cluster has. */
  LiveResult plus(LiveResult other) {
    List<RejectedRow> both = new ArrayList<>(rejects);
    both.addAll(other.rejects);
    return new LiveResult(
        counts.plus(other.counts),
        both.subList(0, Math.min(both.size(), IngestResult.MAX_REJECTS)),
        ignored.plus(other.ignored),
        alreadyIngested || other.alreadyIngested);
  }
}
