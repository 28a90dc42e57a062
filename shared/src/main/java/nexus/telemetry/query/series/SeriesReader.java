package nexus.telemetry.query.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
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
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.gpu.GpuLookup;
import nexus.telemetry.query.gpu.GpuLookup.Found;
import nexus.telemetry.query.gpu.LostPointer;
import nexus.telemetry.store.GpuMetadata;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.StoredValues;
import org.jboss.logging.Logger;

/** Reads what one request asks of the store: points that begin a page, and whose they are. */
final class SeriesReader {

  private static final Logger LOG = Logger.getLogger(SeriesReader.class);

  /** Blocks in the first read of a range. */
  private static final int FIRST_BLOCKS = 8;

  /** Reads of a place: facts, blocks, what was set aside. */
  private static final int READS = 3;

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

  /** Blocks and newest values found to be damaged that nobody set aside yet, the first of them. */
  List<Damaged> damaged() {
    return damaged;
  }

  /** Places of UUIDs that cannot be read, and were worked out anew. */
  List<LostPointer> lost() {
    return lookup.lost();
  }

  /**
   * The newest value of each metric: one read, two by UUID, three where there is none. Of a host
   * whose newest values cannot be read it says that they are missing.
   *
   * @param nowMs up to when they are, epoch milliseconds
   */
  SeriesPage newest(long nowMs) {
    Found found = lookup.find(request.gpu());
    TxnResult read = read(newestOf(found.places()));
    Optional<Newest> newest = newest(found, hosts(read.pages()));
    if (newest.isEmpty()
        && damaged.isEmpty()
        && (found.uuid().isEmpty() || isNoPlace(found.places()))) {
      throw lookup.unknown(request.gpu());
    }
    // A GPU that has gone from its place has nothing newest, but it is no stranger.
    GpuId place = newest.map(Newest::place).orElse(found.places().get(0));
    GpuFacts facts =
        newest
            .map(one -> facts(one.gpu()))
            .orElseGet(() -> new GpuFacts(found.uuid().orElse(""), "", "", "", Map.of()));
    List<MetricColumn> columns = newest.map(one -> columns(one.gpu())).orElse(List.of());
    return page(
        new Origin(place, facts),
        Runs.always(new Origin(place, facts)),
        columns,
        damaged.stream().map(host -> missing(host, new TimeRange(0, nowMs))).toList(),
        revisionOr(read.revision()));
  }

  /** Newest values that cannot be read: what they held that is in no block yet is missing. */
  private Missing missing(Damaged host, TimeRange range) {
    String letter = host.letterKey(keys, request.cluster());
    return new Missing(range.fromMs(), range.toMs(), MissingSpans.cut(host.reason()), letter);
  }

  /** Whether nothing was ever stored of any of these. */
  private boolean isNoPlace(List<GpuId> places) {
    List<Op> gets =
        places.stream()
            .map(place -> Range.key(keys.metadata(request.cluster(), place)))
            .map(range -> Op.get(range.at(request.revision())))
            .toList();
    return read(gets).pages().stream().allMatch(page -> page.entries().isEmpty());
  }

  /** Newest values of a place. */
  private record Newest(GpuId place, HostLatest.Gpu gpu) {}

  private static GpuFacts facts(HostLatest.Gpu newest) {
    return new GpuFacts(newest.uuid(), newest.device(), newest.model(), "", Map.of());
  }

  private List<Op> newestOf(List<GpuId> places) {
    return places.stream()
        .map(GpuId::host)
        .distinct()
        .map(host -> Op.get(Range.key(keys.latest(request.cluster(), host)).at(request.revision())))
        .toList();
  }

  /** A host's newest values as they were read. */
  private record Host(Entry entry, HostLatest latest) {}

  private List<Host> hosts(List<Page> pages) {
    List<Damaged> unreadable = new ArrayList<>();
    List<Host> hosts =
        pages.stream()
            .flatMap(page -> page.entries().stream())
            .map(entry -> new Host(entry, newest(entry, unreadable)))
            .toList();
    damaged = unreadable;
    return hosts;
  }

  /** The newest values of the GPU that was found, in the place where they are newest. */
  private static Optional<Newest> newest(Found found, List<Host> hosts) {
    List<Newest> all = new ArrayList<>();
    for (Host host : hosts) {
      for (HostLatest.Gpu gpu : host.latest().gpus()) {
        GpuId place = new GpuId(host.latest().host(), gpu.gpu());
        if (found.places().contains(place) && found.uuid().stream().allMatch(gpu.uuid()::equals)) {
          all.add(new Newest(place, gpu));
        }
      }
    }
    return all.stream().max(Comparator.comparingLong(one -> one.gpu().newestMs()));
  }

  private static HostLatest newest(Entry entry, List<Damaged> unreadable) {
    try {
      return StoredValues.newest(entry);
    } catch (UnreadableException e) {
      unreadable.add(Damaged.of(entry, e.getMessage()));
      return new HostLatest(Keyspace.latestHost(entry.key()), List.of());
    }
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
      Origin origin,
      Runs<Origin> origins,
      List<MetricColumn> columns,
      List<Missing> missing,
      long revision) {
    return new SeriesPage(
        request,
        origin.gpu(),
        origin.facts(),
        origins,
        columns,
        missing,
        revision,
        Optional.empty());
  }

  private long revisionOr(long newest) {
    return request.revision() == 0 ? newest : request.revision();
  }

  private TxnResult read(List<Op> gets) {
    return KvFutures.await(kv.txn(Txn.always(gets)));
  }

  /**
   * The points of {@code range} from the request's first on; blocks are read until a page is full,
   * and so there may be more than a page. One transaction reads facts, what was set aside, and
   * first blocks of every place; by UUID a read comes before it.
   */
  SeriesPage points(TimeRange range) {
    Found found = lookup.find(request.gpu());
    // A block begins at a multiple of the span or, split, within it: so none that reaches into the
    // range begins before this.
    long firstMs = Math.max(range.fromMs(), Math.min(begin.timeMs(), range.toMs()));
    long spanMs = firstMs - Math.floorMod(firstMs, blockSpanMs);
    long toMs = Math.max(range.toMs(), spanMs + 1); // of an empty range etcd says no revision
    List<Op> gets = new ArrayList<>();
    found.places().forEach(place -> gets.addAll(reads(place, spanMs, toMs)));
    int places = gets.size();
    gets.addAll(newestOf(found.places()));
    TxnResult read = read(gets);
    List<Host> hosts = hosts(read.pages().subList(places, read.pages().size()));
    Map<GpuId, Entry> open = open(hosts, found.places(), toMs);
    List<PlaceBlocks> blocks = blocks(found.places(), read, open, spanMs, toMs);
    if (blocks.isEmpty()) {
      throw lookup.unknown(request.gpu());
    }
    Optional<Newest> newest = newest(found, hosts);
    Origin origin = origin(found, blocks, newest.map(Newest::place));
    BlockWalk walk = new BlockWalk(request, range, filter(found), blockSpanMs);
    List<MetricColumn> points = walk.points(blocks);
    List<Missing> missing =
        new ArrayList<>(damaged.stream().map(host -> missing(host, range)).toList());
    missing.addAll(missing(blocks, Math.max(range.fromMs(), begin.timeMs()), range.toMs()));
    damaged =
        Stream.concat(
                damaged.stream(),
                blocks.stream().flatMap(place -> place.missing().found().stream()))
            .toList();
    return page(origin, walk.origins(origin), points, missing, revisionOr(read.revision()));
  }

  /** What is in no block yet of each place, as a block, where it begins before a time. */
  private Map<GpuId, Entry> open(List<Host> hosts, List<GpuId> places, long toMs) {
    Map<GpuId, Entry> open = new HashMap<>();
    for (Host host : hosts) {
      for (GpuId place : places) {
        if (place.host().equals(host.latest().host())) {
          long revision = host.entry().modRevision();
          host.latest()
              .open(place.gpu())
              .filter(one -> one.firstMs() < toMs)
              .ifPresent(
                  one -> open.put(place, one.entry(keys, request.cluster(), place, revision)));
        }
      }
    }
    return open;
  }

  private FactFilter filter(Found found) {
    return new FactFilter(found.uuid(), request.namespace(), request.pod());
  }

  private List<Op> reads(GpuId place, long fromMs, long toMs) {
    long revision = request.revision();
    return List.of(
        Op.get(Range.key(keys.metadata(request.cluster(), place)).at(revision)),
        Op.get(blocksOf(place, fromMs, toMs).at(revision)),
        Op.get(
            keys.blockLetters(request.cluster(), place, fromMs, toMs)
                .at(revision)
                .limit(MissingSpans.MOST)));
  }

  private Range blocksOf(GpuId place, long fromMs, long toMs) {
    return keys.blocks(request.cluster(), place, fromMs, toMs).limit(FIRST_BLOCKS);
  }

  /** What was read of those places that there are. */
  private List<PlaceBlocks> blocks(
      List<GpuId> places, TxnResult read, Map<GpuId, Entry> open, long fromMs, long toMs) {
    List<PlaceBlocks> blocks = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      List<Page> pages = read.pages().subList(READS * i, READS * i + READS);
      if (pages.get(0).entries().isEmpty()) {
        continue;
      }
      MissingSpans missing = new MissingSpans(keys, request.cluster(), blockSpanMs, pages.get(2));
      PagedRead paged =
          new PagedRead(
              kv,
              blocksOf(places.get(i), fromMs, toMs).at(revisionOr(read.revision())),
              CompletableFuture.completedFuture(pages.get(1)));
      blocks.add(
          new PlaceBlocks(
              places.get(i),
              metadata(pages.get(0).entries().get(0)),
              missing,
              paged,
              Optional.ofNullable(open.get(places.get(i)))));
    }
    return blocks;
  }

  /**
   * Facts that cannot be read are not known: no reason to withhold the points. Facts of a newer
   * version are known to a newer release.
   */
  private static Optional<GpuMetadata> metadata(Entry metadata) {
    try {
      return Optional.of(StoredValues.metadata(metadata));
    } catch (UnreadableException e) {
      LOG.warnf("query goes on without facts: %s", e.getMessage());
      return Optional.empty();
    }
  }

  /** Where the GPU is now, and its facts. */
  private static Origin origin(Found found, List<PlaceBlocks> blocks, Optional<GpuId> newest) {
    PlaceBlocks now =
        blocks.stream()
            .filter(place -> newest.stream().allMatch(place.gpu()::equals))
            .findFirst()
            .orElse(blocks.get(0));
    return new Origin(now.gpu(), now.factsOf(found.uuid()));
  }

  private static List<Missing> missing(List<PlaceBlocks> blocks, long fromMs, long toMs) {
    return blocks.stream()
        .flatMap(place -> place.missing().within(fromMs, toMs).stream())
        .sorted(Comparator.comparingLong(Missing::fromMs))
        .toList();
  }
}
