package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockMerge;
import nexus.telemetry.block.StoredBlock;
import nexus.telemetry.incidents.GpuIncidents;
import nexus.telemetry.incidents.IncidentPolicy;
import nexus.telemetry.incidents.Whose;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.store.StoreView.Versioned;
import nexus.telemetry.store.StoreWriter.Change.ChangedBlock;

/**
 * Works out what blocks that are written say of a GPU's incidents, which are written with them. Of
 * a GPU that nothing was ever wrong with, nothing is.
 */
final class IncidentWriter {

  private final IncidentPolicy policy;
  private final StoreView view;
  private final long spanMs;

  /**
   * @param view the store, as it is before the blocks are written
   * @param spanMs span of a block, milliseconds
   */
  IncidentWriter(IncidentPolicy policy, StoreView view, long spanMs) {
    this.policy = policy;
    this.view = view;
    this.spanMs = spanMs;
  }

  /**
   * The incidents of a GPU once blocks are written; null where they stay as they are.
   *
   * @param blocks the blocks that are written
   * @param metadata what is known of the GPU then; null where nothing is
   * @throws nexus.telemetry.model.UnreadableException naming the key, when what stands cannot be
   *     read
   * @throws nexus.telemetry.model.NewerFormatException naming the key, when it is of a newer
   *     version
   */
  GpuIncidents changed(GpuId gpu, List<ChangedBlock> blocks, GpuMetadata metadata) {
    if (blocks.isEmpty()) {
      return null;
    }
    GpuIncidents stands = view.incidents(gpu).value();
    GpuIncidents changed = stands == null ? GpuIncidents.NONE : stands;
    TreeMap<Long, List<ChangedBlock>> bySpan = new TreeMap<>();
    for (ChangedBlock block : blocks) {
      bySpan.computeIfAbsent(block.spanMs(), span -> new ArrayList<>(1)).add(block);
    }
    for (Map.Entry<Long, List<ChangedBlock>> span : bySpan.entrySet()) {
      List<StoredBlock> all = blocksOf(gpu, span.getKey(), span.getValue());
      changed = changed.with(policy, span.getKey(), spanMs, columns(all), whose(all, metadata));
    }
    return changed.equals(stands == null ? GpuIncidents.NONE : stands) ? null : changed;
  }

  /** All blocks of a span, as they will be. */
  private List<StoredBlock> blocksOf(GpuId gpu, long span, List<ChangedBlock> written) {
    NavigableMap<Long, Versioned<StoredBlock>> stand = view.span(gpu, span);
    TreeMap<Long, StoredBlock> all = new TreeMap<>();
    written.forEach(block -> all.put(block.startMs(), block.block()));
    if (stand != null) {
      stand.forEach(
          (start, block) -> {
            if (!all.containsKey(start) && block.value() != null) {
              all.put(start, block.value());
            }
          });
    }
    return List.copyOf(all.values());
  }

  /** The samples that rules look at, each series once. */
  private List<MetricColumn> columns(List<StoredBlock> blocks) {
    if (blocks.size() == 1) {
      return blocks.get(0).columns(policy.rules()::wants);
    }
    List<MetricColumn> columns = new ArrayList<>();
    blocks.forEach(block -> columns.addAll(block.columns(policy.rules()::wants)));
    return BlockMerge.merge(Block.EMPTY, columns).block().columns();
  }

  private static LongFunction<Whose> whose(List<StoredBlock> blocks, GpuMetadata metadata) {
    return timeMs -> {
      StoredBlock of = blocks.get(0);
      for (StoredBlock block : blocks.subList(1, blocks.size())) {
        of = block.firstMs() <= timeMs ? block : of;
      }
      return metadata == null ? Whose.UNKNOWN : Whose.of(metadata.of(of.facts().at(timeMs)));
    };
  }
}
