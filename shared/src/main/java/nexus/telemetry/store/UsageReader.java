package nexus.telemetry.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.block.BlockFacts;
import nexus.telemetry.block.BlockMerge;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.usage.UsageFields;
import nexus.telemetry.usage.UsageMeter;
import org.jboss.logging.Logger;

/**
 * Reads what it takes to measure the usage of GPUs' places: samples, those in no block yet too, and
 * whose the GPUs were.
 */
public final class UsageReader {

  private static final Logger LOG = Logger.getLogger(UsageReader.class);

  /** Blocks in the first page: those of a day, and of the hours around it. */
  private static final int FIRST_BLOCKS = 32;

  private final Kv kv;
  private final Keyspace keys;
  private final String cluster;
  private final long spanMs;
  private final long revision;
  private final LongPredicate isFatal;

  /**
   * @param spanMs span of a block, milliseconds
   * @param revision the revision to read at
   * @param isFatal whether an XID says that a GPU is broken
   */
  public UsageReader(
      Kv kv, Keyspace keys, String cluster, long spanMs, long revision, LongPredicate isFatal) {
    this.kv = kv;
    this.keys = keys;
    this.cluster = cluster;
    this.spanMs = spanMs;
    this.revision = revision;
    this.isFatal = isFatal;
  }

  /**
   * What was read of a place.
   *
   * @param meter measures the times asked for
   * @param firstMs its first sample, as far as is known, epoch milliseconds; the greatest long
   *     where there is none
   * @param complete whether all of it could be read
   */
  public record Measured(UsageMeter meter, long firstMs, boolean complete) {}

  /** Sends the reads of a place. */
  public Begun begin(GpuId gpu, Optional<OpenBlock> open, TimeRange range) {
    return new Begun(gpu, open, range);
  }

  /** The reads of a place that were sent. */
  public final class Begun {
    private final GpuId gpu;
    private final Optional<OpenBlock> open;
    private final PagedRead stored;
    private final CompletableFuture<Page> facts;
    private boolean complete = true;

    private Begun(GpuId gpu, Optional<OpenBlock> open, TimeRange range) {
      this.gpu = gpu;
      this.open = open;
      long fromMs = Math.max(0, range.fromMs() - UsageMeter.REACH_MS);
      long toMs = Math.min(range.toMs() + UsageMeter.REACH_MS, Keyspace.MAX_TIME_MS);
      this.stored =
          new PagedRead(
              kv,
              keys.blocks(cluster, gpu, fromMs - fromMs % spanMs, toMs).at(revision),
              FIRST_BLOCKS);
      this.facts = kv.range(Range.key(keys.metadata(cluster, gpu)).at(revision));
    }

    /**
     * What they found. What cannot be read is as if it was not there.
     *
     * @throws nexus.telemetry.model.NewerFormatException naming the key, when something is of a
     *     newer version
     */
    public Measured finish() {
      List<Block> blocks = new ArrayList<>();
      while (stored.hasNext()) {
        stored.next().entries().forEach(entry -> decode(entry).ifPresent(blocks::add));
      }
      open.map(one -> one.entry(keys, cluster, gpu, revision))
          .flatMap(this::decode)
          .ifPresent(blocks::add);
      Optional<GpuMetadata> metadata = metadata();
      List<MetricColumn> columns = columns(blocks);
      long firstMs = columns.stream().mapToLong(one -> one.time(0)).min().orElse(Long.MAX_VALUE);
      return new Measured(
          new UsageMeter(columns, facts(blocks, metadata), isFatal),
          Math.min(firstMs, metadata.map(GpuMetadata::firstSeenMs).orElse(Long.MAX_VALUE)),
          complete);
    }

    private Optional<Block> decode(Entry entry) {
      try {
        return Optional.of(
                StoredValues.decode(entry, bytes -> BlockCodec.decode(bytes, UsageFields::wants)))
            .filter(block -> !block.columns().isEmpty());
      } catch (UnreadableException e) {
        return lacking(e);
      }
    }

    private Optional<GpuMetadata> metadata() {
      try {
        return KvFutures.await(facts).entries().stream().findFirst().map(StoredValues::metadata);
      } catch (UnreadableException e) {
        return lacking(e);
      }
    }

    private <T> Optional<T> lacking(UnreadableException cause) {
      LOG.debugf("usage is told without what cannot be read: %s", cause.getMessage());
      complete = false;
      return Optional.empty();
    }
  }

  private static List<MetricColumn> columns(List<Block> blocks) {
    if (blocks.size() == 1) {
      return blocks.get(0).columns();
    }
    List<MetricColumn> all = new ArrayList<>();
    blocks.forEach(block -> all.addAll(block.columns()));
    return BlockMerge.merge(Block.EMPTY, all).block().columns();
  }

  /** Of several blocks the last one tells that has begun by then. */
  private static Runs<GpuFacts> facts(List<Block> blocks, Optional<GpuMetadata> metadata) {
    List<Block> ordered = new ArrayList<>(blocks);
    ordered.sort(Comparator.comparingLong(UsageReader::firstMs));
    TreeMap<Long, BlockFacts> told = new TreeMap<>();
    for (Block block : ordered) {
      long beginMs = firstMs(block);
      told.tailMap(beginMs, true).clear();
      Runs<BlockFacts> facts = block.facts();
      told.put(beginMs, facts.at(beginMs));
      for (int i = facts.indexAt(beginMs) + 1; i < facts.size(); i++) {
        told.put(facts.start(i), facts.value(i));
      }
    }
    Runs.Builder<GpuFacts> runs = new Runs.Builder<>();
    told.forEach((start, some) -> runs.from(start, facts(some, metadata)));
    return told.isEmpty()
        ? Runs.always(metadata.map(GpuMetadata::facts).orElse(GpuFacts.UNKNOWN))
        : runs.build();
  }

  private static GpuFacts facts(BlockFacts told, Optional<GpuMetadata> metadata) {
    return metadata
        .map(known -> known.of(told))
        .orElseGet(() -> GpuFacts.UNKNOWN.with(told.labels()));
  }

  private static long firstMs(Block block) {
    return block.columns().stream().mapToLong(one -> one.time(0)).min().orElseThrow();
  }
}
