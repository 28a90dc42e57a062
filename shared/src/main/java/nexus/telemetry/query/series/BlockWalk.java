package nexus.telemetry.query.series;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.block.BlockMerge;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.UnreadableException;

/**
 * Walks over the blocks of all places of a GPU, span by span, and hands on the samples that are
 * wanted.
 *
 * <pre>
 * place 1   |####|####|      |
 * place 2   |    |  ##|######|     blocks of several places in one span are merged,
 *                 | oo|               and with them what is in no block yet
 * </pre>
 */
final class BlockWalk {

  private final SeriesRequest request;
  private final TimeRange range;
  private final FactFilter filter;
  private final Map<String, SortedMap<String, String>> labels = new HashMap<>();
  private final long spanMs;
  private final PointSink sink;
  private final Position begin;

  /** Where samples come from, by the time of the first that does. */
  private final TreeMap<Long, Origin> origins = new TreeMap<>();

  /**
   * @param spanMs span of a block, as the drain writes them
   */
  BlockWalk(SeriesRequest request, TimeRange range, FactFilter filter, long spanMs) {
    this.request = request;
    this.range = range;
    this.filter = filter;
    this.spanMs = spanMs;
    this.begin = request.begin();
    this.sink =
        request.stepMs() == 0
            ? new SamplePoints()
            : new BucketPoints(request.stepMs(), request.aggregation());
  }

  /** The points of the blocks, until there are more than a page. */
  List<MetricColumn> points(List<PlaceBlocks> places) {
    Optional<Long> span = nextSpan(places);
    while (span.isPresent()) {
      addSpan(places, span.get());
      if (sink.finished() > request.limit()) {
        return sink.columns();
      }
      span = nextSpan(places);
    }
    sink.end();
    return sink.columns();
  }

  /** Where the samples of all times come from. */
  Runs<Origin> origins(Origin otherwise) {
    Runs.Builder<Origin> runs = new Runs.Builder<>();
    origins.forEach(runs::from);
    return origins.isEmpty() ? Runs.always(otherwise) : runs.build();
  }

  private Optional<Long> nextSpan(List<PlaceBlocks> places) {
    return places.stream().flatMap(place -> place.nextSpan(spanMs).stream()).min(Long::compare);
  }

  private void addSpan(List<PlaceBlocks> places, long span) {
    List<PlaceBlocks> here =
        places.stream()
            .filter(place -> place.nextSpan(spanMs).stream().anyMatch(next -> next == span))
            .toList();
    if (here.size() == 1 && !here.get(0).isOpenIn(span, spanMs)) {
      Entry entry = here.get(0).next();
      add(entry.key(), wanted(here.get(0), entry, false));
      return;
    }
    List<MetricColumn> all = new ArrayList<>();
    String key = "";
    for (PlaceBlocks place : here) {
      while (place.nextSpan(spanMs).stream().anyMatch(next -> next == span)) {
        Entry entry = place.next();
        key = entry.key();
        all.addAll(wanted(place, entry, here.size() > 1));
      }
    }
    add(key, BlockMerge.merge(Block.EMPTY, all).block().columns());
  }

  /**
   * The samples of a block that are wanted, piece by piece.
   *
   * @param among whether samples of other places may lie between them
   */
  private List<MetricColumn> wanted(PlaceBlocks place, Entry entry, boolean among) {
    Optional<Block> block = decode(entry, place.missing());
    if (block.isEmpty()) {
      return List.of();
    }
    List<MetricColumn> wanted = new ArrayList<>();
    for (int run = 0; run < block.get().facts().size(); run++) {
      wanted.addAll(wanted(place, block.get(), run, among));
    }
    return wanted;
  }

  private List<MetricColumn> wanted(PlaceBlocks place, Block block, int run, boolean among) {
    List<MetricColumn> wanted = new ArrayList<>();
    long firstMs = Long.MAX_VALUE;
    boolean ofNobody = place.isOfNobody(filter, block.facts().value(run));
    Predicate<Map<String, String>> isWanted = place.wanted(filter, block.facts().value(run));
    for (MetricColumn samples : block.columns()) {
      if (!ofNobody && !isWanted.test(labels(samples.metric()))) {
        continue;
      }
      long fromMs =
          Math.max(range.fromMs(), begin.firstTime(samples.metric(), request.resolutionMs()));
      int from = samples.firstAtOrAfter(Math.max(fromMs, block.facts().start(run)));
      int to = samples.firstAtOrAfter(Math.min(range.toMs(), block.facts().end(run)));
      if (from < to && ofNobody) {
        place.missing().addOfNobody(samples.time(from), samples.time(to - 1) + 1);
      } else if (from < to) {
        wanted.add(samples.slice(from, to));
        firstMs = Math.min(firstMs, samples.time(from));
      }
    }
    if (!wanted.isEmpty()) {
      Origin origin = new Origin(place.gpu(), place.facts(block.facts().value(run)));
      origins.put(firstMs, origin);
      if (among) {
        wanted.forEach(
            column -> LongStream.of(column.times()).forEach(t -> origins.put(t, origin)));
      }
    }
    return wanted;
  }

  private Map<String, String> labels(String series) {
    return filter.isByLabel()
        ? labels.computeIfAbsent(series, SeriesName::labelsOf)
        : Collections.emptyMap();
  }

  private Optional<Block> decode(Entry entry, MissingSpans missing) {
    try {
      return Optional.of(BlockCodec.decode(entry.value(), request::wants));
    } catch (UnreadableException e) {
      missing.add(entry, e.getMessage());
      return Optional.empty();
    } catch (NewerFormatException e) {
      throw e.at(entry.key());
    }
  }

  private void add(String key, List<MetricColumn> columns) {
    for (MetricColumn samples : columns) {
      if (!sink.add(samples, 0, samples.size())) {
        throw UnreadableException.answer(
            key, samples.metric() + " has samples older than an earlier block's", null);
      }
    }
    sink.stretchDone();
  }
}
