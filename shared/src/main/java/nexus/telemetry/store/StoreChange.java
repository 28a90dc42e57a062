package nexus.telemetry.store;

import java.util.List;
import java.util.OptionalLong;
import nexus.telemetry.block.StoredBlock;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Op;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.store.StoreView.Versioned;

/**
 * What storing some samples of one GPU changes, worked out but not yet committed.
 *
 * @param gpu whose samples they are
 * @param stored the samples that it stores, in publish order
 * @param blocks the blocks to put
 * @param metadata the facts to put; null when they stand already
 * @param puts one operation a block, plus those of the facts
 * @param conditions that everything this was worked out from is unchanged
 * @param counters samples added, overwritten, unchanged; and the newest
 * @param restFromMs where all of it would make too large a commit, the time from which on samples
 *     are left out
 */
record StoreChange(
    GpuId gpu,
    List<GpuSamples> stored,
    List<ChangedBlock> blocks,
    GpuMetadata metadata,
    List<Op.Put> puts,
    List<Compare> conditions,
    DrainCounters counters,
    OptionalLong restFromMs) {

  /**
   * A block to put.
   *
   * @param spanMs start of its span, epoch milliseconds
   * @param startMs its own start, epoch milliseconds
   * @param block its new content
   */
  record ChangedBlock(long spanMs, long startMs, StoredBlock block) {}

  int bytes() {
    int bytes = 0;
    for (Op.Put put : puts) {
      bytes += put.bytes();
    }
    return bytes;
  }

  /** Notes in {@code view} what the commit at {@code revision} made true. */
  void committed(StoreView view, long revision) {
    for (ChangedBlock changed : blocks) {
      changed.block().forgetSamples();
      view.putBlock(
          gpu, changed.spanMs(), changed.startMs(), Versioned.of(changed.block(), revision));
    }
    if (metadata != null) {
      view.putMetadata(gpu, Versioned.of(metadata, revision));
    }
  }
}
