package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.block.StoredBlock;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.Runs;
import nexus.telemetry.store.StoreView.GpuSpan;
import nexus.telemetry.store.StoreView.Versioned;

/**
 * Fills what a source leaves out of a GPU's facts with what was known of the same time: by updates
 * before it, else by the block that stands, else by the newest facts.
 *
 * <pre>
 * known    |--- GPU a ---|------- GPU b -------
 * update        |------- says no UUID -----|
 * filled        |-- a ---|------- b -------|
 * </pre>
 */
final class FactGaps {

  /** What an update came to, and the times of its samples, both inclusive. */
  private record Filled(long firstMs, long lastMs, Runs<BlockFacts> facts) {}

  private final FactSets sets;
  private final StoreView view;
  private final GpuId gpu;
  private final long spanMs;
  private final List<Filled> before = new ArrayList<>();

  /**
   * @param view what stands; the updates' spans are loaded
   */
  FactGaps(FactSets sets, StoreView view, GpuId gpu, long spanMs) {
    this.sets = sets;
    this.view = view;
    this.gpu = gpu;
    this.spanMs = spanMs;
  }

  /** Takes what is in no block yet for what the block of its span says last. */
  void open(OpenBlock open) {
    Runs<BlockFacts> facts = open.block().facts();
    long span = GpuSpan.at(gpu, open.block().lastMs(), spanMs).startMs();
    before.add(new Filled(open.firstMs(), span + spanMs - 1, facts));
  }

  /** What blocks are to say of the GPU at the times of the next update. */
  Runs<BlockFacts> filled(GpuSamples update) {
    long firstMs = update.firstMs();
    long lastMs = update.lastMs();
    Optional<BlockFacts> one = ofOneTime(update, firstMs, lastMs);
    if (one.isPresent()) {
      before.add(new Filled(firstMs, lastMs, Runs.always(one.get())));
      return Runs.always(one.get());
    }
    Runs.Builder<BlockFacts> all = new Runs.Builder<>();
    for (long time : changes(update, firstMs, lastMs)) {
      GpuFacts said = update.factRuns().at(time);
      GpuFacts own = said.withoutAttribution().over(known(time));
      all.from(time, new BlockFacts(sets.numberOf(own), said.attribution()));
    }
    Filled filled = new Filled(firstMs, lastMs, all.build());
    before.add(filled);
    return filled.facts();
  }

  /** What holds all the time of an update, where nothing that is said or known changes in it. */
  private Optional<BlockFacts> ofOneTime(GpuSamples update, long firstMs, long lastMs) {
    Filled last = before.isEmpty() ? null : before.get(before.size() - 1);
    if (last == null
        || firstMs < last.firstMs()
        || lastMs > last.lastMs()
        || last.facts().size() > 1
        || update.factRuns().size() > 1) {
      return Optional.empty();
    }
    GpuFacts said = update.facts();
    GpuFacts own = said.withoutAttribution().over(ofNumber(last.facts().last().set()));
    return Optional.of(new BlockFacts(sets.numberOf(own), said.attribution()));
  }

  /** When what is said or known may change. */
  private SortedSet<Long> changes(GpuSamples update, long firstMs, long lastMs) {
    NavigableSet<Long> times = new TreeSet<>();
    times.add(firstMs);
    addStarts(update.factRuns(), times);
    for (Filled one : before) {
      if (one.lastMs() >= firstMs && one.firstMs() <= lastMs) {
        times.add(one.firstMs());
        times.add(one.lastMs() + 1);
        addStarts(one.facts(), times);
      }
    }
    for (GpuSpan span : GpuSpan.of(update, spanMs)) {
      view.span(gpu, span.startMs())
          .forEach(
              (start, block) -> {
                times.add(start);
                if (block.value() != null) {
                  addStarts(block.value().facts(), times);
                }
              });
      times.add(span.startMs());
      times.add(span.startMs() + spanMs);
    }
    return times.subSet(firstMs, true, lastMs, true);
  }

  private static void addStarts(Runs<?> runs, Set<Long> times) {
    for (int i = 1; i < runs.size(); i++) {
      times.add(runs.start(i));
    }
  }

  private GpuFacts known(long timeMs) {
    for (int i = before.size() - 1; i >= 0; i--) {
      Filled one = before.get(i);
      if (one.firstMs() <= timeMs && timeMs <= one.lastMs()) {
        return ofNumber(one.facts().at(timeMs).set());
      }
    }
    int set = stored(timeMs).set();
    return set == BlockFacts.NO_SET ? supposed(timeMs) : ofNumber(set);
  }

  /** The set of a number; nothing is known of one that is not there any more. */
  private GpuFacts ofNumber(int set) {
    return set >= 0 && set < sets.all().size()
        ? sets.all().get(set).withoutAttribution()
        : GpuFacts.UNKNOWN;
  }

  /** Of a time of which nobody says anything: what was said last before it. */
  private GpuFacts supposed(long timeMs) {
    GpuMetadata stands = view.metadata(gpu).value();
    Optional<Filled> last =
        before.stream()
            .filter(one -> one.lastMs() < timeMs)
            .filter(one -> stands == null || one.lastMs() >= stands.factsAsOfMs())
            .max(Comparator.comparingLong(Filled::lastMs));
    if (last.isPresent()) {
      return ofNumber(last.get().facts().last().set());
    }
    return stands == null ? GpuFacts.UNKNOWN : stands.supposed(timeMs);
  }

  private BlockFacts stored(long timeMs) {
    NavigableMap<Long, Versioned<StoredBlock>> span =
        view.span(gpu, GpuSpan.at(gpu, timeMs, spanMs).startMs());
    Map.Entry<Long, Versioned<StoredBlock>> at = span == null ? null : span.floorEntry(timeMs);
    StoredBlock block = at == null ? null : at.getValue().value();
    return block == null ? BlockFacts.UNTOLD : block.facts().at(timeMs);
  }
}
