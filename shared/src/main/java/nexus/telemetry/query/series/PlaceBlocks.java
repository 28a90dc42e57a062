package nexus.telemetry.query.series;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
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
  private final Deque<Entry> read = new ArrayDeque<>();

  /** What is in no block yet, until it was handed on. */
  private Optional<Entry> open;

  /**
   * @param metadata what is known of the place; empty where that cannot be read
   * @param open samples that are in no block yet, as a block
   */
  PlaceBlocks(
      GpuId gpu,
      Optional<GpuMetadata> metadata,
      MissingSpans missing,
      PagedRead blocks,
      Optional<Entry> open) {
    this.gpu = gpu;
    this.metadata = metadata;
    this.missing = missing;
    this.blocks = blocks;
    this.open = open;
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

  /** Whether samples of such facts may be of the GPU that is asked for, but nobody can tell. */
  boolean isOfNobody(FactFilter filter, BlockFacts told) {
    return filter.uuid().isPresent() && metadata.stream().anyMatch(known -> !known.knows(told));
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

  /**
   * Start of the aligned span that the next block lies in; empty at the end. Of the blocks of a
   * span the open one is the last.
   */
  Optional<Long> nextSpan(long spanMs) {
    while (read.isEmpty() && blocks.hasNext()) {
      read.addAll(blocks.next().entries());
    }
    if (open.isPresent()
        && (read.isEmpty() || span(read.peek(), spanMs) > span(open.get(), spanMs))) {
      read.addFirst(open.get());
      open = Optional.empty();
    }
    return Optional.ofNullable(read.peek()).map(entry -> span(entry, spanMs));
  }

  /** Whether samples of a span are in no block yet, so that they may lie among those that are. */
  boolean isOpenIn(long span, long spanMs) {
    return open.isPresent() && span(open.get(), spanMs) == span;
  }

  private static long span(Entry block, long spanMs) {
    long start = Keyspace.blockStart(block.key());
    return start - Math.floorMod(start, spanMs);
  }

  /** The next block; there must be one. */
  Entry next() {
    return read.remove();
  }
}
