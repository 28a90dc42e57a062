package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.block.BlockUpdate;
import nexus.telemetry.block.FactMerge;
import nexus.telemetry.block.StoredBlock;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;
import nexus.telemetry.store.StoreView.GpuSpan;
import nexus.telemetry.store.StoreView.Versioned;

/**
 * Fills what a source leaves out of a GPU's facts with what was known of the same time: by the
 * samples of its span of time that were published before it, else by the newest facts.
 *
 * <pre>
 * known    |--- GPU a ---|------- GPU b -------
 * update        |------- says no UUID -----|
 * filled        |-- a ---|------- b -------|
 * </pre>
 *
 * <p>What is known after an update is what would be if it were stored by then: so what a sample
 * comes to depends on what was published before it, and not on what is stored together.
 */
final class FactGaps {

  private final FactSets sets;
  private final StoreView view;
  private final GpuId gpu;
  private final long spanMs;
  private final Optional<OpenBlock> open;

  /** What the open block says, where that is one thing; else null. */
  private final Runs<BlockFacts> openFacts;

  /**
   * What the samples of a span say, labels left out. One that is not there is as it is stored, or
   * all updates since say what the open block says.
   */
  private final Map<Long, Runs<BlockFacts>> spans = new HashMap<>();

  private final List<GpuSamples> before = new ArrayList<>();
  private GpuMetadata metadata;
  private long newestMs;

  /**
   * @param view what stands; the updates' spans are loaded
   * @param open what is in no block yet
   */
  FactGaps(FactSets sets, StoreView view, GpuId gpu, long spanMs, Optional<OpenBlock> open) {
    this.sets = sets;
    this.view = view;
    this.gpu = gpu;
    this.spanMs = spanMs;
    this.open = open;
    this.openFacts =
        open.map(one -> one.block().facts())
            .filter(facts -> facts.size() == 1)
            .map(FactGaps::ownOf)
            .orElse(null);
    this.metadata = view.metadata(gpu).value();
    this.newestMs = view.latest(gpu.host()).value().newestMs(gpu);
  }

  /** What is known of the GPU after all updates so far. */
  GpuMetadata metadata() {
    return metadata;
  }

  /** What blocks are to say of the GPU at the times of the next update. */
  Runs<BlockFacts> filled(GpuSamples update) {
    Set<GpuSpan> touched = touched(update);
    Runs.Builder<BlockFacts> all = new Runs.Builder<>();
    for (long time : changes(update, touched)) {
      GpuFacts said = update.factRuns().at(time);
      GpuFacts own = said.withoutAttribution().over(known(time));
      all.from(time, new BlockFacts(sets.numberOf(own), said.attribution()));
    }
    Runs<BlockFacts> filled = all.build();
    learn(update, touched, filled);
    learn(update);
    if (metadata.sets().size() != sets.all().size()) {
      metadata = metadata.with(sets.all());
    }
    return filled;
  }

  /** The next update, of whose times blocks are to say nothing. */
  Runs<BlockFacts> untold(GpuSamples update) {
    learn(update);
    return Runs.always(BlockFacts.UNTOLD);
  }

  private void learn(GpuSamples update) {
    metadata = GpuMetadata.merge(metadata, update, newestMs);
    newestMs = Math.max(newestMs, update.lastMs());
  }

  /** The first sample, and the first ones after what is said or known may have changed. */
  private Collection<Long> changes(GpuSamples update, Set<GpuSpan> touched) {
    long firstMs = update.firstMs();
    if (update.factRuns().size() == 1 && touched.size() == 1 && isKnownAsOne(firstMs)) {
      return List.of(firstMs);
    }
    NavigableSet<Long> times = new TreeSet<>();
    addStarts(update.factRuns(), times);
    for (GpuSpan span : touched) {
      times.add(span.startMs());
      addStarts(known(span.startMs(), firstMs), times);
    }
    if (metadata != null) {
      times.add(metadata.factsAsOfMs());
    }
    NavigableSet<Long> samples = new TreeSet<>();
    samples.add(firstMs);
    times.tailSet(firstMs, false).forEach(time -> samples.add(update.firstAtOrAfter(time)));
    samples.remove(Long.MAX_VALUE);
    return samples;
  }

  /** Whether the samples of a time's span say the same at every time. */
  private boolean isKnownAsOne(long timeMs) {
    Runs<BlockFacts> known = known(spanOf(timeMs), timeMs);
    return known.size() == 1 && known.last().set() != BlockFacts.NO_SET;
  }

  private static void addStarts(Runs<?> runs, Set<Long> times) {
    for (int i = 1; i < runs.size(); i++) {
      times.add(runs.start(i));
    }
  }

  private GpuFacts known(long timeMs) {
    int set = known(spanOf(timeMs), timeMs).at(timeMs).set();
    if (set != BlockFacts.NO_SET) {
      return ofNumber(set);
    }
    return metadata == null ? GpuFacts.UNKNOWN : metadata.supposed(timeMs);
  }

  /** The set of a number; nothing is known of one that is not there any more. */
  private GpuFacts ofNumber(int set) {
    return set >= 0 && set < sets.all().size()
        ? sets.all().get(set).withoutAttribution()
        : GpuFacts.UNKNOWN;
  }

  private long spanOf(long timeMs) {
    return GpuSpan.at(gpu, timeMs, spanMs).startMs();
  }

  /**
   * What the samples of a span say from a time on. Where that is what the open block says, its
   * blocks are not read for it.
   */
  private Runs<BlockFacts> known(long startMs, long fromMs) {
    boolean isOpen = openFacts != null && isOpen(startMs) && open.get().firstMs() <= fromMs;
    return isOpen && !spans.containsKey(startMs) ? openFacts : all(startMs);
  }

  private boolean isOpen(long startMs) {
    return open.isPresent() && spanOf(open.get().firstMs()) == startMs;
  }

  /** What all samples of a span say. */
  private Runs<BlockFacts> all(long startMs) {
    return spans.computeIfAbsent(startMs, this::stored);
  }

  /** What the stored samples of a span say: those of its blocks, and the open ones behind them. */
  private Runs<BlockFacts> stored(long startMs) {
    TreeMap<Long, BlockFacts> byTime = new TreeMap<>();
    blocks(startMs).forEach((start, block) -> addRuns(byTime, start, block.facts()));
    if (isOpen(startMs)) {
      addRuns(byTime, open.get().firstMs(), open.get().block().facts());
    }
    Runs.Builder<BlockFacts> all = new Runs.Builder<>();
    if (byTime.isEmpty()) {
      all.from(startMs, BlockFacts.UNTOLD);
    }
    byTime.forEach(all::from);
    return all.build();
  }

  private static void addRuns(
      NavigableMap<Long, BlockFacts> byTime, long fromMs, Runs<BlockFacts> facts) {
    byTime.tailMap(fromMs, true).clear();
    Runs<BlockFacts> own = ownOf(facts);
    for (int i = 0; i < own.size(); i++) {
      byTime.put(Math.max(fromMs, own.start(i)), own.value(i));
    }
  }

  private NavigableMap<Long, StoredBlock> blocks(long startMs) {
    NavigableMap<Long, StoredBlock> blocks = new TreeMap<>();
    NavigableMap<Long, Versioned<StoredBlock>> span = view.span(gpu, startMs);
    if (span != null) {
      span.forEach(
          (start, block) -> {
            if (block.value() != null) {
              blocks.put(start, block.value());
            }
          });
    }
    return blocks;
  }

  /** The sets alone: labels are of those whose samples they are, and fill nothing. */
  private static Runs<BlockFacts> ownOf(Runs<BlockFacts> facts) {
    if (facts.size() == 1 && facts.last().labels().isEmpty()) {
      return facts;
    }
    return facts.map(
        one ->
            one.labels().isEmpty() ? one : new BlockFacts(one.set(), Collections.emptySortedMap()));
  }

  /** Takes what an update came to for known. */
  private void learn(GpuSamples update, Set<GpuSpan> touched, Runs<BlockFacts> filled) {
    Runs<BlockFacts> own = ownOf(filled);
    long firstMs = update.firstMs();
    for (GpuSpan one : touched) {
      long startMs = one.startMs();
      if (own.size() > 1 || !own.equals(known(startMs, firstMs))) {
        BlockUpdate part = BlockUpdate.of(update.between(startMs, startMs + spanMs).columns(), own);
        spans.put(startMs, FactMerge.merge(all(startMs), () -> samples(startMs), part));
      }
    }
    before.add(update);
  }

  /** The spans that an update has samples of; mostly it is one. */
  private Set<GpuSpan> touched(GpuSamples update) {
    GpuSpan first = GpuSpan.at(gpu, update.firstMs(), spanMs);
    return update.lastMs() < first.startMs() + spanMs ? Set.of(first) : GpuSpan.of(update, spanMs);
  }

  /** The samples of a span so far. */
  private List<MetricColumn> samples(long startMs) {
    long endMs = startMs + spanMs;
    List<MetricColumn> all = new ArrayList<>();
    blocks(startMs).values().forEach(block -> all.addAll(block.block().columns()));
    if (isOpen(startMs)) {
      all.addAll(open.get().block().block().columns());
    }
    before.stream()
        .filter(update -> update.firstMs() < endMs && update.lastMs() >= startMs)
        .forEach(update -> all.addAll(update.between(startMs, endMs).columns()));
    return all;
  }
}
