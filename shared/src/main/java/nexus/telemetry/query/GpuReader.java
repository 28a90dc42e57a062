package nexus.telemetry.query;

import java.util.List;
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
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.GpuMetadataCodec;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatestCodec;
import org.jboss.logging.Logger;

/** Reads what one request asks of the store: one page of points, and whose they are. */
final class GpuReader {

  private static final Logger LOG = Logger.getLogger(GpuReader.class);

  /** Blocks in the first read of a range. */
  private static final int FIRST_BLOCKS = 8;

  private final Kv kv;
  private final Keyspace keys;
  private final GpuQueryRequest request;
  private final long atRevision;
  private final GpuLookup lookup;

  /**
   * A GPU and one page of its points.
   *
   * @param id its place
   * @param uuid UUID, or empty
   * @param device device name, or empty
   * @param model product name, or empty
   * @param page the points
   * @param missing what cannot be read of the blocks; empty where none was asked for
   * @param revision the store's revision that was read
   */
  record Gpu(
      GpuId id,
      String uuid,
      String device,
      String model,
      PointPage page,
      Optional<MissingSpans> missing,
      long revision) {}

  /**
   * @param atRevision revision to read at; 0 for the newest
   */
  GpuReader(Kv kv, Keyspace keys, GpuQueryRequest request, long atRevision) {
    this.kv = kv;
    this.keys = keys;
    this.request = request;
    this.atRevision = atRevision;
    this.lookup = new GpuLookup(kv, keys, request.cluster(), atRevision);
  }

  /** The newest value of each metric, from {@code start} on: one read, two by UUID. */
  Gpu newest(Position start) {
    GpuId id = lookup.find(request.gpu());
    Page page =
        KvFutures.await(
            kv.range(Range.key(keys.latest(request.cluster(), id.host())).at(atRevision)));
    HostLatest.Gpu newest =
        page.entries().stream()
            .map(entry -> StoredValues.decode(entry, HostLatestCodec::decode))
            .flatMap(host -> host.gpus().stream())
            .filter(gpu -> gpu.gpu().equals(id.gpu()))
            .findFirst()
            .orElseThrow(() -> lookup.unknown(request.gpu()));
    List<MetricColumn> columns =
        newest.samples().stream()
            .filter(sample -> request.wants(sample.metric()))
            .filter(sample -> sample.timeMs() >= start.firstTime(sample.metric(), 1))
            .map(
                sample ->
                    new MetricColumn(
                        sample.metric(),
                        new long[] {sample.timeMs()},
                        new double[] {sample.value()}))
            .toList();
    return new Gpu(
        id,
        newest.uuid(),
        newest.device(),
        newest.model(),
        PointPage.first(columns, request.limit()),
        Optional.empty(),
        atRevision == 0 ? page.revision() : atRevision);
  }

  /**
   * The points of {@code range} from {@code start} on; blocks are read until a page is full. One
   * transaction reads facts, what was set aside, and first blocks; by UUID a read comes before it.
   */
  Gpu samples(TimeRange range, Position start, long blockSpanMs) {
    GpuId id = lookup.find(request.gpu());
    Range facts = Range.key(keys.metadata(request.cluster(), id)).at(atRevision);
    // A block begins at a multiple of the span or, split, within it: so none that reaches into the
    // range begins before this.
    long firstMs = Math.max(range.fromMs(), Math.min(start.timeMs(), range.toMs()));
    long spanMs = firstMs - Math.floorMod(firstMs, blockSpanMs);
    long toMs = Math.max(range.toMs(), spanMs + 1); // of an empty range etcd says no revision
    Range blocks =
        keys.blocks(request.cluster(), id, spanMs, toMs).at(atRevision).limit(FIRST_BLOCKS);
    Range letters =
        keys.blockLetters(request.cluster(), id, spanMs, toMs)
            .at(atRevision)
            .limit(MissingSpans.MOST);
    TxnResult read =
        KvFutures.await(
            kv.txn(Txn.always(List.of(Op.get(facts), Op.get(blocks), Op.get(letters)))));
    long revision = atRevision == 0 ? read.revision() : atRevision;
    PagedRead pages =
        new PagedRead(
            kv, blocks.at(revision), CompletableFuture.completedFuture(read.pages().get(1)));
    GpuFacts known = facts(read.pages().get(0));
    MissingSpans missing =
        new MissingSpans(keys, request.cluster(), blockSpanMs, read.pages().get(2));
    List<MetricColumn> points = points(pages, range, start, missing);
    return new Gpu(
        id,
        known.uuid(),
        known.device(),
        known.model(),
        PointPage.first(points, request.limit()),
        Optional.of(missing),
        revision);
  }

  private GpuFacts facts(Page metadata) {
    return metadata.entries().stream()
        .findFirst()
        .map(GpuReader::facts)
        .orElseThrow(() -> lookup.unknown(request.gpu()));
  }

  /** Facts that cannot be read are not known: no reason to withhold the points. */
  private static GpuFacts facts(Entry metadata) {
    try {
      return StoredValues.decode(metadata, GpuMetadataCodec::decode).facts();
    } catch (UnreadableException e) {
      LOG.warnf("query goes on without facts: %s", e.getMessage());
      return GpuFacts.UNKNOWN;
    }
  }

  private List<MetricColumn> points(
      PagedRead blocks, TimeRange range, Position start, MissingSpans missing) {
    PointSink sink =
        request.stepMs() == 0
            ? new SamplePoints()
            : new BucketPoints(request.stepMs(), request.aggregation());
    while (blocks.hasNext()) {
      for (Entry entry : blocks.next().entries()) {
        Optional<Block> block = decode(entry, missing);
        if (block.isPresent()) {
          addBlock(sink, entry.key(), block.get(), range, start, Math.max(1, request.stepMs()));
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
    }
  }

  private static void addBlock(
      PointSink sink, String key, Block block, TimeRange range, Position start, long resolutionMs) {
    for (MetricColumn samples : block.columns()) {
      long fromMs = Math.max(range.fromMs(), start.firstTime(samples.metric(), resolutionMs));
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
