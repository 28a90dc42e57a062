package nexus.telemetry.query.series;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.store.GpuMetadata;

/** The blocks of one place, one after the other, with what is known of the GPUs there. */
final class PlaceBlocks {

  private final GpuId gpu;
  private final Optional<GpuMetadata> metadata;
  private final MissingSpans missing;
  private final PagedRead blocks;
  private final Queue<Entry> read = new ArrayDeque<>();

  /**
   * @param metadata what is known of the place; empty where that cannot be read
   */
  PlaceBlocks(GpuId gpu, Optional<GpuMetadata> metadata, MissingSpans missing, PagedRead blocks) {
    this.gpu = gpu;
    this.metadata = metadata;
    this.missing = missing;
    this.blocks = blocks;
  }

  GpuId gpu() {
    return gpu;
  }

  MissingSpans missing() {
    return missing;
  }

  /** The labels of series that are wanted of a time of such facts; an unknown UUID may be any. */
  Predicate<Map<String, String>> wanted(FactFilter filter, BlockFacts told) {
    if (filter.isNone()) {
      return labels -> true;
    }
    GpuFacts facts = facts(told);
    FactFilter known =
        metadata.isPresent()
            ? filter
            : new FactFilter(Optional.empty(), filter.namespace(), filter.pod());
    return labels -> known.wants(facts, labels);
  }

  GpuFacts facts(BlockFacts told) {
    return metadata
        .map(known -> known.of(told))
        .orElseGet(() -> GpuFacts.UNKNOWN.with(told.labels()));
  }

  /** What is known of a GPU of this UUID; of whichever is there last, where none is given. */
  GpuFacts factsOf(Optional<String> uuid) {
    return metadata.map(known -> known.factsOf(uuid)).orElse(GpuFacts.UNKNOWN);
  }

  /** Start of the aligned span that the next block lies in; empty at the end. */
  Optional<Long> nextSpan(long spanMs) {
    while (read.isEmpty() && blocks.hasNext()) {
      read.addAll(blocks.next().entries());
    }
    return Optional.ofNullable(read.peek())
        .map(entry -> Keyspace.blockStart(entry.key()))
        .map(start -> start - Math.floorMod(start, spanMs));
  }

  /** The next block; there must be one. */
  Entry next() {
    return read.remove();
  }
}
