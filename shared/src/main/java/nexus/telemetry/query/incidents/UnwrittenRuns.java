package nexus.telemetry.query.incidents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.block.BlockMerge;
import nexus.telemetry.incidents.Glance;
import nexus.telemetry.incidents.GpuIncidents;
import nexus.telemetry.incidents.IncidentPolicy;
import nexus.telemetry.incidents.Whose;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.GpuMetadata;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.OpenBlock;
import nexus.telemetry.store.StoredValues;
import org.jboss.logging.Logger;

/**
 * Adds to what is kept of incidents what a GPU's newest samples say, which are in no block yet: as
 * if they were written now. So an incident is told as soon as its sample is stored, and is the same
 * one later. What began and was over among these samples is told once they are in a block. The
 * block of the same span is read for it, where something is or was wrong lately.
 */
final class UnwrittenRuns {

  private static final Logger LOG = Logger.getLogger(UnwrittenRuns.class);

  /** GPUs whose blocks are read at a time. */
  private static final int TOGETHER = 16;

  private static final GpuMetadata NOTHING_KNOWN = null;

  private final Kv kv;
  private final Keyspace keys;
  private final String cluster;
  private final IncidentPolicy policy;
  private final long spanMs;
  private final long revision;
  private final Map<GpuId, GpuIncidents> found;
  private final Map<GpuId, Block> unwritten = new LinkedHashMap<>();

  /**
   * @param revision the revision to read at
   * @param found what is kept by GPU; what comes to it is put there
   */
  UnwrittenRuns(
      Kv kv,
      Keyspace keys,
      String cluster,
      IncidentPolicy policy,
      long spanMs,
      long revision,
      Map<GpuId, GpuIncidents> found) {
    this.kv = kv;
    this.keys = keys;
    this.cluster = cluster;
    this.policy = policy;
    this.spanMs = spanMs;
    this.revision = revision;
    this.found = found;
  }

  /**
   * Looks at the newest samples of a GPU.
   *
   * @throws UnreadableException when they cannot be read
   */
  void look(GpuId gpu, HostLatest.Gpu latest) {
    if (latest.open().isEmpty()) {
      return;
    }
    OpenBlock open = latest.open().get();
    GpuIncidents kept = found.getOrDefault(gpu, GpuIncidents.NONE);
    boolean lately = kept.newestMs().orElse(0) >= spanOf(open.firstMs());
    if (!lately && !isSuspicious(latest)) {
      return;
    }
    Block block = BlockCodec.decode(open.bytes(), policy.rules()::wants);
    if (block.columns().isEmpty()) {
      return;
    }
    if (lately || !withUnwritten(kept, block, whose(List.of(block), NOTHING_KNOWN)).equals(kept)) {
      unwritten.put(gpu, block);
    }
  }

  private boolean isSuspicious(HostLatest.Gpu latest) {
    List<MetricColumn> newest = new ArrayList<>();
    for (HostLatest.LatestSample sample : latest.samples()) {
      if (policy.rules().wants(sample.metric())) {
        newest.add(Glance.newest(sample.metric(), sample.value()));
      }
    }
    return Glance.isSuspicious(policy.rules(), newest);
  }

  /** Reads what it takes, and puts down what is found. */
  void finish() {
    List<GpuId> gpus = List.copyOf(unwritten.keySet());
    for (int from = 0; from < gpus.size(); from += TOGETHER) {
      List<GpuId> some = gpus.subList(from, Math.min(gpus.size(), from + TOGETHER));
      Map<GpuId, CompletableFuture<Page>> blocks = new LinkedHashMap<>();
      Map<GpuId, CompletableFuture<Page>> facts = new LinkedHashMap<>();
      for (GpuId gpu : some) {
        long startMs = spanOf(firstMs(unwritten.get(gpu)));
        blocks.put(
            gpu, kv.range(keys.blocks(cluster, gpu, startMs, startMs + spanMs).at(revision)));
        facts.put(gpu, kv.range(Range.key(keys.metadata(cluster, gpu)).at(revision)));
      }
      for (GpuId gpu : some) {
        add(gpu, KvFutures.await(blocks.get(gpu)), KvFutures.await(facts.get(gpu)));
      }
    }
  }

  private void add(GpuId gpu, Page stored, Page facts) {
    GpuMetadata metadata = metadata(facts);
    List<Block> blocks = new ArrayList<>();
    for (Entry entry : stored.entries()) {
      Block block = decode(entry);
      if (!block.columns().isEmpty()) {
        blocks.add(block);
      }
    }
    blocks.add(unwritten.get(gpu));
    List<MetricColumn> columns = new ArrayList<>();
    blocks.forEach(block -> columns.addAll(block.columns()));
    Block all = BlockMerge.merge(Block.EMPTY, columns).block();
    GpuIncidents kept = found.getOrDefault(gpu, GpuIncidents.NONE);
    found.put(gpu, withUnwritten(kept, all, whose(blocks, metadata)));
  }

  private static GpuMetadata metadata(Page facts) {
    try {
      return facts.entries().stream().findFirst().map(StoredValues::metadata).orElse(null);
    } catch (UnreadableException e) {
      LOG.debugf("whose a GPU is is not known: %s", e.getMessage());
      return null;
    }
  }

  /** A block that cannot be read is told of where its samples are asked for. */
  private Block decode(Entry block) {
    try {
      return StoredValues.decode(block, bytes -> BlockCodec.decode(bytes, policy.rules()::wants));
    } catch (UnreadableException e) {
      LOG.debugf("incidents are told without a block: %s", e.getMessage());
      return Block.EMPTY;
    }
  }

  private GpuIncidents withUnwritten(GpuIncidents kept, Block block, LongFunction<Whose> whose) {
    GpuIncidents all = kept;
    long lastMs =
        block.columns().stream().mapToLong(one -> one.time(one.size() - 1)).max().orElseThrow();
    for (long start = spanOf(firstMs(block)); start <= lastMs; start += spanMs) {
      all = all.with(policy, start, spanMs, between(block, start), whose);
    }
    return all;
  }

  private List<MetricColumn> between(Block block, long startMs) {
    return block.columns().stream()
        .map(one -> one.slice(one.firstAtOrAfter(startMs), one.firstAtOrAfter(startMs + spanMs)))
        .filter(one -> one.size() > 0)
        .toList();
  }

  /** What the last block says that has begun by then. */
  private static LongFunction<Whose> whose(List<Block> blocks, GpuMetadata metadata) {
    return timeMs -> {
      Block then = blocks.get(0);
      for (Block block : blocks) {
        then = firstMs(block) <= timeMs ? block : then;
      }
      return metadata == null ? Whose.UNKNOWN : Whose.of(metadata.of(then.facts().at(timeMs)));
    };
  }

  private static long firstMs(Block block) {
    return block.columns().stream().mapToLong(one -> one.time(0)).min().orElse(0);
  }

  private long spanOf(long timeMs) {
    return Math.floorDiv(timeMs, spanMs) * spanMs;
  }
}
