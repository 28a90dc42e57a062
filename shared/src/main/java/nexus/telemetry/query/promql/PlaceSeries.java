package nexus.telemetry.query.promql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Matcher;
import nexus.telemetry.promql.SeriesSource.SeriesSink;
import nexus.telemetry.query.promql.AskedNames.Called;
import nexus.telemetry.query.series.MissingSpans;
import nexus.telemetry.store.GpuMetadata;

/**
 * The series of one place: its blocks' samples, by the labels that they have at their times. Where
 * two stored series would be told the same, the first is.
 */
final class PlaceSeries {

  private final Map<String, String> ofPlace;
  private final AskedNames names;
  private final List<Matcher> matchers;
  private final Optional<GpuMetadata> metadata;
  private final Budget budget;
  private final long fromMs;
  private final long toMs;
  private final Map<Labels, Samples> byLabels = new LinkedHashMap<>();
  private final Map<BlockFacts, Map<String, Optional<Samples>>> known = new HashMap<>();

  /**
   * @param ofPlace labels that the place decides
   * @param metadata what is known of the place; empty where that cannot be read
   * @param budget whose time ends this
   * @param fromMs first time, inclusive
   * @param toMs last time, inclusive
   */
  PlaceSeries(
      Map<String, String> ofPlace,
      AskedNames names,
      List<Matcher> matchers,
      Optional<GpuMetadata> metadata,
      Budget budget,
      long fromMs,
      long toMs) {
    this.ofPlace = ofPlace;
    this.names = names;
    this.matchers = matchers;
    this.metadata = metadata;
    this.budget = budget;
    this.fromMs = fromMs;
    this.toMs = toMs;
  }

  /** Adds a block's samples; one that cannot be read is noted. */
  void add(Entry entry, MissingSpans missing) {
    decode(entry, missing, series -> names.called(series).isPresent())
        .ifPresent(block -> add(block, missing));
  }

  /**
   * Adds the series of a block without samples, where it lies within the times and all of it has
   * the same facts; of others those that have samples within, with them.
   *
   * @param spanMs span of a block: no block reaches beyond its own
   */
  void list(Entry entry, MissingSpans missing, long spanMs) {
    long startMs = Keyspace.blockStart(entry.key());
    if (startMs < fromMs || startMs - Math.floorMod(startMs, spanMs) + spanMs > toMs) {
      add(entry, missing);
      return;
    }
    List<String> wanted = new ArrayList<>();
    Optional<Block> block =
        decode(
            entry,
            missing,
            series -> {
              if (names.called(series).isPresent()) {
                wanted.add(series);
              }
              return false;
            });
    if (block.isPresent() && block.get().facts().size() > 1) {
      add(entry, missing);
    } else if (block.isPresent()) {
      BlockFacts told = block.get().facts().value(0);
      for (String series : wanted) {
        Optional<Samples> samples = samples(told, series);
        samples.ifPresent(Samples::see);
        if (samples.isEmpty() && !isKnown(told)) {
          missing.addOfNobody(startMs, startMs - Math.floorMod(startMs, spanMs) + spanMs);
        }
      }
    }
  }

  private Optional<Block> decode(Entry entry, MissingSpans missing, Predicate<String> series) {
    try {
      return Optional.of(BlockCodec.decode(entry.value(), series));
    } catch (UnreadableException e) {
      missing.add(entry, e.getMessage());
      return Optional.empty();
    } catch (NewerFormatException e) {
      throw e.at(entry.key());
    }
  }

  private void add(Block block, MissingSpans missing) {
    for (int run = 0; run < block.facts().size(); run++) {
      BlockFacts told = block.facts().value(run);
      long startMs = Math.max(fromMs, block.facts().start(run));
      long endMs = Math.min(toMs + 1, block.facts().end(run));
      for (MetricColumn column : block.columns()) {
        int from = column.firstAtOrAfter(startMs);
        int to = column.firstAtOrAfter(endMs);
        if (from < to) {
          Optional<Samples> wanted = samples(told, column.metric());
          wanted.ifPresent(
              samples -> samples.add(column, from, to, called(column.metric()).inUnit()));
          if (wanted.isEmpty() && !isKnown(told)) {
            missing.addOfNobody(column.time(from), column.time(to - 1) + 1);
          }
        }
      }
    }
  }

  /** Whether it is known what such facts are; what is not known at all is told elsewhere. */
  private boolean isKnown(BlockFacts told) {
    return metadata.stream().allMatch(one -> one.knows(told));
  }

  private Called called(String series) {
    return names.called(series).orElseThrow();
  }

  /** What is gathered of a series at times of such facts; empty where it is not wanted. */
  private Optional<Samples> samples(BlockFacts told, String series) {
    return known
        .computeIfAbsent(told, facts -> new HashMap<>())
        .computeIfAbsent(series, first -> find(told, called(series), series));
  }

  private Optional<Samples> find(BlockFacts told, Called called, String series) {
    GpuFacts facts =
        metadata.map(one -> one.of(told)).orElseGet(() -> GpuFacts.UNKNOWN.with(told.labels()));
    Labels labels = PlaceLabels.of(ofPlace, facts, called.name(), series);
    for (Matcher matcher : matchers) {
      budget.checkTime();
      if (!matcher.matches(labels.get(matcher.name()))) {
        return Optional.empty();
      }
    }
    Samples samples = byLabels.computeIfAbsent(labels, absent -> new Samples(series));
    return Optional.of(samples).filter(one -> one.areOf(series));
  }

  /** Hands over each series that has samples, or is known to have some. */
  void forEach(SeriesSink sink) {
    byLabels.forEach(
        (labels, samples) -> {
          if (samples.isSeen()) {
            sink.series(labels, samples.times(), samples.values(), samples.size());
          }
        });
  }
}
