package nexus.telemetry.query.series;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.letters.Quarantine.Damaged;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.gpu.GpuLookup;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.StoredValues;
import org.jboss.logging.Logger;

/** Reads what one request asks of the store: points that begin a page, and whose they are. */
final class SeriesReader {

  private static final Logger LOG = Logger.getLogger(SeriesReader.class);

  /** Blocks in the first read of a range. */
  private static final int FIRST_BLOCKS = 8;

  private final Kv kv;
  private final Keyspace keys;
  private final SeriesRequest request;
  private final Position begin;
  private final long blockSpanMs;
  private final GpuLookup lookup;
  private List<Damaged> damaged = List.of();

  /**
   * @param blockSpanMs span of a block, as the drain writes them
   */
  SeriesReader(Kv kv, Keyspace keys, SeriesRequest request, long blockSpanMs) {
    this.kv = kv;
    this.keys = keys;
    this.request = request;
    this.begin = request.begin();
    this.blockSpanMs = blockSpanMs;
    this.lookup = new GpuLookup(kv, keys, request.cluster(), request.revision());
  }

  /** Blocks found to be damaged that nobody set aside yet, the first of them. */
  List<Damaged> damaged() {
    return damaged;
  }

  /** The newest value of each metric: one read, two by UUID. */
  SeriesPage newest() {
    GpuId id = lookup.find(request.gpu());
    Page page =
        KvFutures.await(
            kv.range(Range.key(keys.latest(request.cluster(), id.host())).at(request.revision())));
    HostLatest.Gpu newest =
        page.entries().stream()
            .map(StoredValues::newest)
            .flatMap(host -> host.gpus().stream())
            .filter(gpu -> gpu.gpu().equals(id.gpu()))
            .findFirst()
            .orElseThrow(() -> lookup.unknown(request.gpu()));
    GpuFacts facts = new GpuFacts(newest.uuid(), newest.device(), newest.model(), "", Map.of());
    return page(id, facts, columns(newest), List.of(), revisionOr(page.revision()));
  }

  private List<MetricColumn> columns(HostLatest.Gpu newest) {
    return newest.samples().stream()
        .filter(sample -> request.wants(sample.metric()))
        .filter(sample -> sample.timeMs() >= begin.firstTime(sample.metric(), 1))
        .map(
            sample ->
                new MetricColumn(
                    sample.metric(), new long[] {sample.timeMs()}, new double[] {sample.value()}))
        .toList();
  }

  private SeriesPage page(
      GpuId gpu, GpuFacts facts, List<MetricColumn> columns, List<Missing> missing, long revision) {
    return new SeriesPage(request, gpu, facts, columns, missing, revision, Optional.empty());
  }

  private long revisionOr(long newest) {
    return request.revision() == 0 ? newest : request.revision();
  }

  /**
   * The points of {@code range} from the request's first on; blocks are read until a page is full,
   * and so there may be more than a page. One transaction reads facts, what was set aside, and
   * first blocks; by UUID a read comes before it.
   */
  SeriesPage points(TimeRange range) {
    GpuId id = lookup.find(request.gpu());
    Range facts = Range.key(keys.metadata(request.cluster(), id)).at(request.revision());
    // A block begins at a multiple of the span or, split, within it: so none that reaches into the
    // range begins before this.
    long firstMs = Math.max(range.fromMs(), Math.min(begin.timeMs(), range.toMs()));
    long spanMs = firstMs - Math.floorMod(firstMs, blockSpanMs);
    long toMs = Math.max(range.toMs(), spanMs + 1); // of an empty range etcd says no revision
    Range blocks =
        keys.blocks(request.cluster(), id, spanMs, toMs).at(request.revision()).limit(FIRST_BLOCKS);
    Range letters =
        keys.blockLetters(request.cluster(), id, spanMs, toMs)
            .at(request.revision())
            .limit(MissingSpans.MOST);
    TxnResult read =
        KvFutures.await(
            kv.txn(Txn.always(List.of(Op.get(facts), Op.get(blocks), Op.get(letters)))));
    long revision = revisionOr(read.revision());
    PagedRead pages =
        new PagedRead(
            kv, blocks.at(revision), CompletableFuture.completedFuture(read.pages().get(1)));
    GpuFacts known = facts(read.pages().get(0));
    MissingSpans missing =
        new MissingSpans(keys, request.cluster(), blockSpanMs, read.pages().get(2));
    List<MetricColumn> points = points(pages, range, missing);
    damaged = missing.found();
    long fromMs = Math.max(range.fromMs(), begin.timeMs());
    return page(id, known, points, missing.within(fromMs, range.toMs()), revision);
  }

  private GpuFacts facts(Page metadata) {
    return metadata.entries().stream()
        .findFirst()
        .map(SeriesReader::facts)
        .orElseThrow(() -> lookup.unknown(request.gpu()));
  }

  /**
   * Facts that cannot be read are not known: no reason to withhold the points. Facts of a newer
   * version are known to a newer release.
   */
  private static GpuFacts facts(Entry metadata) {
    try {
      return StoredValues.facts(metadata);
    } catch (UnreadableException e) {
      LOG.warnf("query goes on without facts: %s", e.getMessage());
      return GpuFacts.UNKNOWN;
    }
  }

  private List<MetricColumn> points(PagedRead blocks, TimeRange range, MissingSpans missing) {
    PointSink sink =
        request.stepMs() == 0
            ? new SamplePoints()
            : new BucketPoints(request.stepMs(), request.aggregation());
    while (blocks.hasNext()) {
      for (Entry entry : blocks.next().entries()) {
        Optional<Block> block = decode(entry, missing);
        if (block.isPresent()) {
          addBlock(sink, entry.key(), block.get(), range);
        }
        if (sink.finished() > request.limit()) {
          return sink.columns();
        }
      }
    }
    sink.end();
    return sink.columns();
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

  private void addBlock(PointSink sink, String key, Block block, TimeRange range) {
    for (MetricColumn samples : block.columns()) {
      long fromMs =
          Math.max(range.fromMs(), begin.firstTime(samples.metric(), request.resolutionMs()));
      int from = samples.firstAtOrAfter(fromMs);
      int to = samples.firstAtOrAfter(range.toMs());
      if (from < to && !sink.add(samples, from, to)) {
        throw UnreadableException.answer(
            key, samples.metric() + " has samples older than an earlier block's", null);
      }
    }
    sink.stretchDone();
  }
}
