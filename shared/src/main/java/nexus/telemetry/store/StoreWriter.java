package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.block.BlockUpdate;
import nexus.telemetry.block.StoredBlock;
import nexus.telemetry.formats.FormatVersions;
import nexus.telemetry.incidents.GpuIncidents;
import nexus.telemetry.incidents.GpuIncidentsCodec;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Op;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.StoreView.GpuSpan;
import nexus.telemetry.store.StoreView.Versioned;

/**
 * Works out what storing one GPU's samples changes: merges them into the blocks they touch, splits
 * blocks that grow too large, and brings the GPU's facts and incidents up to date. Reads nothing
 * and writes nothing.
 */
final class StoreWriter {

  private final Keyspace keys;
  private final String cluster;
  private final long spanMs;
  private final StoreView view;
  private final FormatVersions formats;
  private final IncidentWriter incidents;
  private final Map<String, UuidPointer> pending;
  private final GpuId gpu;
  private final int maxOps;
  private final int maxBytes;

  private final List<Change.ChangedBlock> blocks = new ArrayList<>();
  private final List<Op.Put> puts = new ArrayList<>();
  private final List<Compare> conditions = new ArrayList<>();
  private final Map<String, UuidPointer> pointers = new HashMap<>();
  private DrainCounters counters = DrainCounters.ZERO;
  private boolean told;
  private int bytes;

  /**
   * @param incidents works out the incidents, which take one operation and condition more
   * @param pending places of UUIDs that the same commit puts already
   * @param maxOps most operations, and most conditions, for all else
   * @param maxBytes most bytes, unless one block alone has more
   */
  StoreWriter(
      Keyspace keys,
      String cluster,
      long spanMs,
      StoreView view,
      FormatVersions formats,
      IncidentWriter incidents,
      Map<String, UuidPointer> pending,
      GpuId gpu,
      int maxOps,
      int maxBytes) {
    this.keys = keys;
    this.cluster = cluster;
    this.spanMs = spanMs;
    this.view = view;
    this.formats = formats;
    this.incidents = incidents;
    this.pending = pending;
    this.gpu = gpu;
    this.maxOps = maxOps;
    this.maxBytes = maxBytes;
  }

  /**
   * The change that stores {@code updates}, or those of them before its {@link
   * Change#restFromMs()}.
   *
   * @param updates samples of the GPU, in publish order; their spans are loaded, and those of what
   *     is open
   * @param mayStayOpen whether samples may be kept in an open block
   * @throws UnreadableException naming the key, when a block, the facts or the newest values that
   *     stand cannot be read
   * @throws nexus.telemetry.model.NewerFormatException naming the key, when something that stands
   *     is of a newer version
   */
  Change change(List<GpuSamples> updates, boolean mayStayOpen) {
    OptionalLong tooMany =
        updates.size() == 1 ? tooManyUuidsFromMs(updates.get(0)) : OptionalLong.empty();
    if (tooMany.isEmpty()) {
      return changeOfAll(updates, mayStayOpen);
    }
    Change change = changeOfAll(before(tooMany.getAsLong(), updates), false);
    return change.restFromMs().isPresent() ? change : change.upTo(tooMany.getAsLong());
  }

  /**
   * Time from which on an update has more new UUIDs than one commit can put places of beside
   * blocks; empty where it has not. At one time there is one UUID.
   */
  private OptionalLong tooManyUuidsFromMs(GpuSamples update) {
    GpuMetadata known = view.metadata(gpu).value();
    Runs<GpuFacts> facts = update.with(update.columns()).factRuns();
    Set<String> uuids = new HashSet<>();
    for (int i = 0; i < facts.size(); i++) {
      String uuid = facts.value(i).uuid();
      if (!uuid.isEmpty() && (known == null || !known.isThere(uuid))) {
        uuids.add(uuid);
      }
      if (i > 0 && uuids.size() > maxOps / 2) {
        return OptionalLong.of(facts.start(i));
      }
    }
    return OptionalLong.empty();
  }

  private Change changeOfAll(List<GpuSamples> updates, boolean mayStayOpen) {
    Optional<OpenBlock> open = view.open(gpu);
    FactSets sets = new FactSets(view.metadata(gpu).value());
    FactGaps gaps = new FactGaps(sets, view, gpu, spanMs, open);
    List<Runs<BlockFacts>> facts = facts(updates, gaps);
    GpuMetadata metadata =
        gaps.metadata().equals(view.metadata(gpu).value()) ? null : gaps.metadata();
    if (metadata == null && told && mayStayOpen) {
      Optional<OpenBlock> longer = openWith(open, updates, facts);
      if (longer.isPresent()) {
        return staysOpen(updates, longer.get());
      }
    }
    if (metadata != null) {
      putMetadata(metadata, updates);
    }
    OptionalLong rest = putBlocks(pieces(updates, facts, open));
    GpuIncidents found =
        incidents.changed(gpu, blocks, metadata == null ? view.metadata(gpu).value() : metadata);
    if (found != null) {
      putIncidents(found);
    }
    List<GpuSamples> stored = rest.isPresent() ? before(rest.getAsLong(), updates) : updates;
    Optional<OpenBlock> left =
        open.filter(one -> rest.isPresent() && one.block().lastMs() >= rest.getAsLong());
    return new Change(
        gpu,
        stored,
        blocks,
        metadata,
        found,
        pointers,
        puts,
        conditions,
        counters.without(open.map(one -> before(one, rest)).orElse(0L)),
        left,
        rest);
  }

  /** Puts block after block; the start of the first that does not fit. */
  private OptionalLong putBlocks(NavigableMap<Long, List<BlockUpdate>> pieces) {
    for (Map.Entry<Long, List<BlockUpdate>> piece : pieces.entrySet()) {
      if (!put(piece.getKey(), piece.getValue())) {
        return OptionalLong.of(piece.getKey());
      }
    }
    return OptionalLong.empty();
  }

  /** How many samples an open block has before a time, if there is one. */
  private static long before(OpenBlock open, OptionalLong rest) {
    return rest.isEmpty()
        ? open.block().samples()
        : open.block().block().columns().stream()
            .mapToLong(column -> column.firstAtOrAfter(rest.getAsLong()))
            .sum();
  }

  /**
   * The open block with a scrape or two: samples later than all others of the GPU, of the same span
   * and of the same facts. Empty where it is time for all of it to go into the GPU's blocks.
   */
  private Optional<OpenBlock> openWith(
      Optional<OpenBlock> open, List<GpuSamples> updates, List<Runs<BlockFacts>> facts) {
    long newestMs = view.latest(gpu.host()).value().newestMs(gpu);
    if (newestMs == Long.MIN_VALUE || !followOneAnother(updates, newestMs)) {
      return Optional.empty();
    }
    BlockFacts same = open.map(one -> one.block().facts().last()).orElse(facts.get(0).last());
    long span = spanOf(open.map(OpenBlock::firstMs).orElse(updates.get(0).firstMs()));
    if (!facts.stream().allMatch(one -> one.size() == 1 && one.last().equals(same))
        || spanOf(updates.get(updates.size() - 1).lastMs()) != span) {
      return Optional.empty();
    }
    List<BlockUpdate> more = new ArrayList<>();
    for (int i = 0; i < updates.size(); i++) {
      more.add(BlockUpdate.of(updates.get(i).columns(), facts.get(i)));
    }
    return open.isPresent() ? open.get().with(more, mostRows()) : OpenBlock.of(more, mostRows());
  }

  /** Whether all samples are later than those before them, of whichever series. */
  private static boolean followOneAnother(List<GpuSamples> updates, long newestMs) {
    long beforeMs = newestMs;
    for (GpuSamples update : updates) {
      if (update.firstMs() <= beforeMs) {
        return false;
      }
      for (MetricColumn column : update.columns()) {
        for (int i = 1; i < column.size(); i++) {
          if (column.time(i) <= column.time(i - 1)) {
            return false;
          }
        }
      }
      beforeMs = update.lastMs();
    }
    return true;
  }

  private Change staysOpen(List<GpuSamples> updates, OpenBlock open) {
    long samples = updates.stream().mapToLong(GpuSamples::size).sum();
    long newestMs = updates.get(updates.size() - 1).lastMs();
    return new Change(
        gpu,
        updates,
        List.of(),
        null,
        null,
        Map.of(),
        List.of(),
        List.of(),
        new DrainCounters(samples, 0, 0, newestMs),
        Optional.of(open),
        OptionalLong.empty());
  }

  /** What blocks are to say of the GPU at the times of each update. */
  private List<Runs<BlockFacts>> facts(List<GpuSamples> updates, FactGaps gaps) {
    // A message that needs the newest version is there only since that may be written.
    told =
        (formats.of(StoredFormat.BLOCK) >= StoredBlock.VERSION_WITH_FACTS
                && formats.of(StoredFormat.METADATA) >= GpuMetadataCodec.WITH_SETS)
            || !updates.stream().allMatch(GpuSamples::isPlain);
    List<Runs<BlockFacts>> facts = new ArrayList<>();
    for (GpuSamples update : updates) {
      facts.add(told ? gaps.filled(update) : gaps.untold(update));
    }
    return facts;
  }

  /**
   * What is open, and the updates in publish order, by the start of the block they belong to. What
   * is open was published before them.
   */
  private NavigableMap<Long, List<BlockUpdate>> pieces(
      List<GpuSamples> updates, List<Runs<BlockFacts>> facts, Optional<OpenBlock> open) {
    NavigableMap<Long, List<BlockUpdate>> pieces = new TreeMap<>();
    open.map(OpenBlock::block)
        .ifPresent(block -> addPieces(pieces, block.block().columns(), block.facts()));
    for (int i = 0; i < updates.size(); i++) {
      addPieces(pieces, updates.get(i).columns(), facts.get(i));
    }
    return pieces;
  }

  private void addPieces(
      NavigableMap<Long, List<BlockUpdate>> pieces,
      List<MetricColumn> columns,
      Runs<BlockFacts> facts) {
    pieces(columns)
        .forEach(
            (start, some) ->
                pieces
                    .computeIfAbsent(start, key -> new ArrayList<>())
                    .add(BlockUpdate.of(some, facts)));
  }

  private NavigableMap<Long, List<MetricColumn>> pieces(List<MetricColumn> columns) {
    NavigableMap<Long, List<MetricColumn>> pieces = new TreeMap<>();
    for (MetricColumn column : columns) {
      int from = 0;
      while (from < column.size()) {
        long start = blockStart(column.time(from));
        int to = column.firstAtOrAfter(blockEnd(start));
        pieces.computeIfAbsent(start, key -> new ArrayList<>()).add(column.slice(from, to));
        from = to;
      }
    }
    return pieces;
  }

  private long spanOf(long timeMs) {
    return GpuSpan.at(gpu, timeMs, spanMs).startMs();
  }

  /** Start of the block that holds a time: the span's, or that of a part where it was split. */
  private long blockStart(long timeMs) {
    long span = spanOf(timeMs);
    Long start = view.span(gpu, span).floorKey(timeMs);
    return start == null ? span : start;
  }

  private long blockEnd(long startMs) {
    long span = spanOf(startMs);
    Long next = view.span(gpu, span).higherKey(startMs);
    return next == null ? span + spanMs : next;
  }

  /** Adds one block to the change; false when it does not fit and is not the first. */
  private boolean put(long startMs, List<BlockUpdate> updates) {
    long span = spanOf(startMs);
    Versioned<StoredBlock> stands = view.span(gpu, span).get(startMs);
    StoredBlock.Merged merged =
        StoredBlock.merge(stands == null ? null : stands.value(), updates, mostRows());
    List<Change.ChangedBlock> changed = new ArrayList<>();
    List<Op.Put> blockPuts = new ArrayList<>();
    for (StoredBlock block : merged.blocks()) {
      long start = changed.isEmpty() ? startMs : block.firstMs();
      changed.add(new Change.ChangedBlock(span, start, block));
      blockPuts.add(put(keys.block(cluster, gpu, start), block.bytes()));
    }
    int size = blockPuts.stream().mapToInt(Op.Put::bytes).sum();
    boolean first = counters.equals(DrainCounters.ZERO);
    if (!first
        && (puts.size() + blockPuts.size() > maxOps
            || conditions.size() + 1 > maxOps
            || bytes + size > maxBytes)) {
      return false;
    }
    blocks.addAll(changed);
    puts.addAll(blockPuts);
    bytes += size;
    conditions.add(
        Compare.unchanged(
            keys.block(cluster, gpu, startMs), stands == null ? 0 : stands.modRevision()));
    counters =
        counters.plus(
            new DrainCounters(
                merged.added(), merged.overwritten(), merged.unchanged(), newest(updates)));
    return true;
  }

  /** None where rows must not be written, as a block with rows is version 2. */
  private int mostRows() {
    if (formats.of(StoredFormat.BLOCK) < StoredBlock.VERSION_WITH_ROWS) {
      return 0;
    }
    int range = StoredBlock.MOST_ROWS - StoredBlock.FEWEST_ROWS + 1;
    return StoredBlock.FEWEST_ROWS + Math.floorMod(gpu.hashCode(), range);
  }

  private static Op.Put put(String key, byte[] value) {
    return new Op.Put(key, value, 0);
  }

  private static long newest(List<BlockUpdate> updates) {
    long newest = 0;
    for (BlockUpdate update : updates) {
      for (MetricColumn column : update.columns()) {
        newest = Math.max(newest, column.time(column.size() - 1));
      }
    }
    return newest;
  }

  private void putIncidents(GpuIncidents found) {
    String key = keys.incidents(cluster, gpu);
    puts.add(put(key, GpuIncidentsCodec.encode(found)));
    conditions.add(Compare.unchanged(key, view.incidents(gpu).modRevision()));
  }

  private void putMetadata(GpuMetadata metadata, List<GpuSamples> updates) {
    Versioned<GpuMetadata> stands = view.metadata(gpu);
    String key = keys.metadata(cluster, gpu);
    puts.add(put(key, GpuMetadataCodec.encode(metadata)));
    conditions.add(Compare.unchanged(key, stands.modRevision()));
    Set<String> told = uuids(updates);
    putPointer(metadata.facts(), told);
    metadata.sets().forEach(set -> putPointer(set, told));
    puts.forEach(put -> bytes += put.bytes());
  }

  /**
   * Points from a UUID that was not here last to this place. A pointer that cannot be read is
   * replaced, but none of a newer version.
   *
   * <p>Losing interleaving, were the put not conditional: a newer release, or the drainer of
   * another host that the GPU was moved from or to, puts its own pointer between this one's read
   * and commit.
   */
  private void putPointer(GpuFacts facts, Set<String> told) {
    String uuid = facts.uuid();
    GpuMetadata known = view.metadata(gpu).value();
    if (!told.contains(uuid)
        || pointers.containsKey(uuid)
        || (known != null && known.isThere(uuid))) {
      return;
    }
    Versioned<UuidPointer> stands = view.pointer(uuid);
    if (stands == null) {
      return; // It was here last when all was read, and the place of the UUID says so.
    }
    stands.checkNotNewer();
    UuidPointer pointer =
        UuidPointer.moved(
            pending.containsKey(uuid) ? pending.get(uuid) : readable(stands),
            GpuMetadata.wholeGpu(gpu, facts));
    String key = keys.uuid(cluster, uuid);
    puts.add(put(key, pointer.encode()));
    conditions.add(Compare.unchanged(key, stands.modRevision()));
    pointers.put(uuid, pointer);
  }

  private static Set<String> uuids(List<GpuSamples> updates) {
    Set<String> uuids = new HashSet<>();
    for (GpuSamples update : updates) {
      for (int i = 0; i < update.factRuns().size(); i++) {
        uuids.add(update.factRuns().value(i).uuid());
      }
    }
    uuids.remove("");
    return uuids;
  }

  private static UuidPointer readable(Versioned<UuidPointer> pointer) {
    try {
      return pointer.value();
    } catch (UnreadableException damaged) {
      return null;
    }
  }

  private static List<GpuSamples> before(long timeMs, List<GpuSamples> updates) {
    return updates.stream()
        .map(update -> update.before(timeMs))
        .filter(update -> !update.columns().isEmpty())
        .toList();
  }

  /**
   * What storing some samples of one GPU changes, worked out but not yet committed.
   *
   * @param gpu whose samples they are
   * @param stored the samples that it stores, in publish order
   * @param blocks the blocks to put
   * @param metadata the facts to put; null when they stand already
   * @param incidents the incidents to put; null when they stay as they are
   * @param pointers places of UUIDs to put
   * @param puts one operation a block, plus those of the facts
   * @param conditions that everything this was worked out from is unchanged
   * @param counters samples added, overwritten, unchanged; and the newest
   * @param open samples that are in no block; empty where all are
   * @param restFromMs where all of it would make too large a commit, the time from which on samples
   *     are left out
   */
  record Change(
      GpuId gpu,
      List<GpuSamples> stored,
      List<ChangedBlock> blocks,
      GpuMetadata metadata,
      GpuIncidents incidents,
      Map<String, UuidPointer> pointers,
      List<Op.Put> puts,
      List<Compare> conditions,
      DrainCounters counters,
      Optional<OpenBlock> open,
      OptionalLong restFromMs) {

    /**
     * A block to put.
     *
     * @param spanMs start of its span, epoch milliseconds
     * @param startMs its own start, epoch milliseconds
     * @param block its new content
     */
    record ChangedBlock(long spanMs, long startMs, StoredBlock block) {}

    /** The same, of a part of the updates. */
    Change upTo(long timeMs) {
      return new Change(
          gpu,
          stored,
          blocks,
          metadata,
          incidents,
          pointers,
          puts,
          conditions,
          counters,
          open,
          OptionalLong.of(timeMs));
    }

    int bytes() {
      int bytes = 0;
      for (Op.Put put : puts) {
        bytes += put.bytes();
      }
      return bytes;
    }

    /** Notes in {@code view} what the commit at {@code revision} made true. */
    void committed(StoreView view, long revision) {
      for (ChangedBlock changed : blocks) {
        changed.block().forgetSamples();
        view.putBlock(
            gpu, changed.spanMs(), changed.startMs(), Versioned.of(changed.block(), revision));
      }
      if (metadata != null) {
        view.putMetadata(gpu, Versioned.of(metadata, revision));
      }
      if (incidents != null) {
        view.putIncidents(gpu, Versioned.of(incidents, revision));
      }
      pointers.forEach((uuid, place) -> view.putPointer(uuid, Versioned.of(place, revision)));
    }
  }
}
