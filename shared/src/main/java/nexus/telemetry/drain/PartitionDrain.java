package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.etcd.Entry;
import nexus.telemetry.etcd.Keyspace.MessageKey;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.etcd.Op;
import nexus.telemetry.etcd.Page;
import nexus.telemetry.etcd.Range;
import nexus.telemetry.etcd.Txn;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.queue.BadMessageException;
import nexus.telemetry.queue.Claims.Claim;
import nexus.telemetry.queue.Claims.Claimed;
import nexus.telemetry.queue.Message;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.queue.QueueListing.Listed;
import nexus.telemetry.queue.QueuedMessage;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.GpuSpan;
import nexus.telemetry.store.StoreLoader;
import org.jboss.logging.Logger;

/**
 * Drains one partition under one claim.
 *
 * <p>Messages of one GPU are applied in the order of their publication, whatever the order of their
 * keys: so of two values for one time the later published stays. That is why the partition is
 * listed whole (keys alone) before the first message is stored, and why a message that fails blocks
 * the later ones of its GPU until it is stored or set aside.
 */
final class PartitionDrain {

  private static final Logger LOG = Logger.getLogger(PartitionDrain.class);

  /** Messages that are read and committed together. */
  private static final int BATCH = 80;

  /** Block spans that are held in memory together. */
  private static final int MAX_SPANS = 256;

  private static final int MAX_RESTARTS = 5;

  /** Most bytes of one partition's blocks that are kept in memory from one drain to the next. */
  private static final long MOST_BYTES = 8 << 20;

  private final DrainContext context;
  private final String cluster;
  private final String partition;
  private final Budget budget;
  private final CommitLog log;
  private final Failures failures;
  private final GroupStore store;
  private List<Page> firstPages;
  private Optional<Listed> listed;

  /**
   * @param claimed the claim, and what {@link #reads} found with it
   * @param listed the partition's messages, where they were listed before it was claimed
   */
  PartitionDrain(
      DrainContext context,
      String cluster,
      String partition,
      Claimed claimed,
      Optional<Listed> listed,
      Budget budget) {
    Claim claim = claimed.claim();
    this.context = context;
    this.cluster = cluster;
    this.partition = partition;
    this.budget = budget;
    this.firstPages = claimed.pages();
    this.listed = listed;
    this.log = new CommitLog(context, cluster, partition, claim);
    this.failures = new Failures(context, cluster, partition, claim);
    this.store = new GroupStore(log, failures, context.keys().queue(cluster, partition));
  }

  /** Drains until the partition is empty, the budget is spent or the claim is lost. */
  PartitionResult run() {
    Outcome outcome = Outcome.RETRY_LATER;
    try {
      for (int restart = 0; outcome == Outcome.RETRY_LATER && restart < MAX_RESTARTS; restart++) {
        outcome = listAndDrain();
        if (failures.any()) {
          break;
        }
      }
    } catch (CommitLog.ClaimLostException e) {
      LOG.warnf("claim on %s/%s is lost: %s", cluster, partition, e.getMessage());
      outcome = Outcome.CLAIM_LOST;
    }
    return result(outcome);
  }

  /** What was done so far, also when an exception ended it. */
  PartitionResult result(Outcome outcome) {
    return new PartitionResult(
        cluster, partition, log.messages(), log.samples(), failures.deadLettered(), outcome);
  }

  /** What was stored so far. */
  DrainCounters stored() {
    return log.stored();
  }

  private Outcome listAndDrain() {
    List<QueuedMessage> ordered = inPublishOrderByGpu(list());
    int next = 0;
    while (next < ordered.size()) {
      int taken = budget.take(Math.min(BATCH, ordered.size() - next));
      if (taken == 0) {
        return Outcome.STOPPED_EARLY;
      }
      List<QueuedMessage> batch = ordered.subList(next, next + taken);
      next += taken;
      long before = log.messages();
      try {
        drain(batch);
      } catch (CommitLog.ConflictException e) {
        LOG.debugf("%s/%s changed under its drain: listing again", cluster, partition);
        budget.giveBack(taken - (int) (log.messages() - before));
        return Outcome.RETRY_LATER;
      }
    }
    if (failures.any()) {
      return Outcome.RETRY_LATER;
    }
    log.view().bound(MOST_BYTES);
    context.views().put(cluster + "/" + partition, log.view());
    return Outcome.DRAINED;
  }

  /**
   * What a partition's drain reads first: best in the very request that claims it.
   *
   * @param listed whether its messages are listed already
   */
  static List<Op> reads(DrainContext context, String cluster, String partition, boolean listed) {
    List<Op> reads = new ArrayList<>();
    reads.add(Op.get(CommitLog.counterRange(context, cluster, partition)));
    reads.add(Op.get(context.failed().attemptsRange(cluster, partition)));
    if (!listed) {
      reads.add(Op.get(context.listing().firstKeys(cluster, partition)));
    }
    return reads;
  }

  /**
   * Every message of the partition; and all that the commits need to know.
   *
   * <p>What was listed before the claim will do when no commit came between: each one moves the
   * counters. Losing interleaving without that: listed before the claim are A, and B published
   * later; another drainer stores a part of A, leaves the rest under another key, and lets go of
   * the partition; B is stored; and A's rest, listed by the next drain, undoes it.
   */
  private List<QueuedMessage> list() {
    List<Page> pages = firstPages;
    firstPages = List.of();
    if (pages.isEmpty()) {
      Txn read = Txn.always(reads(context, cluster, partition, false));
      pages = KvException.await(context.kv().txn(read)).pages();
    }
    log.load(pages.get(0));
    failures.load(pages.get(1));
    Optional<Listed> before = listed.filter(found -> log.committedAt() <= found.revision());
    listed = Optional.empty();
    if (before.isPresent()) {
      return before.get().messages();
    }
    Page first =
        pages.size() > 2
            ? pages.get(2)
            : KvException.await(
                context.kv().range(context.listing().firstKeys(cluster, partition)));
    return context.listing().list(cluster, partition, first);
  }

  /** The GPUs in the order of their first key; of each the messages in publish order. */
  private static List<QueuedMessage> inPublishOrderByGpu(List<QueuedMessage> listed) {
    Map<Object, List<QueuedMessage>> byGpu = new LinkedHashMap<>();
    for (QueuedMessage message : listed) {
      Object gpu = message.says().<Object>map(MessageKey::gpu).orElse(message.tail());
      byGpu.computeIfAbsent(gpu, key -> new ArrayList<>()).add(message);
    }
    List<QueuedMessage> ordered = new ArrayList<>(listed.size());
    for (List<QueuedMessage> ofOne : byGpu.values()) {
      ofOne.sort(
          Comparator.comparingLong(QueuedMessage::publishedAt).thenComparing(QueuedMessage::key));
      ordered.addAll(ofOne);
    }
    return ordered;
  }

  /**
   * Reads a batch and stores it, no more of it at a time than touches a bounded part of the store.
   */
  private void drain(List<QueuedMessage> batch) {
    StoreLoader loader = context.loader(cluster);
    log.view().bound(MOST_BYTES);
    List<Range> ranges = batch.stream().map(message -> Range.key(message.key())).toList();
    List<Page> pages = loader.load(log.view(), foreseen(batch), ranges);
    List<PendingMessage> together = new ArrayList<>();
    int spans = 0;
    for (PendingMessage message : decode(batch, pages)) {
      int more = spans(message).size();
      if (spans + more > MAX_SPANS) {
        store(together, loader);
        log.view().forgetBlocks();
        together.clear();
        spans = 0;
      }
      together.add(message);
      spans += more;
    }
    store(together, loader);
  }

  private void store(List<PendingMessage> messages, StoreLoader loader) {
    Map<GpuId, Group> groups = new LinkedHashMap<>();
    List<GpuSpan> spans = new ArrayList<>();
    for (PendingMessage message : messages) {
      GpuId gpu = message.samples().gpu();
      if (!failures.blocks(gpu)) {
        groups
            .computeIfAbsent(gpu, key -> new Group(key, new ArrayList<>()))
            .messages()
            .add(message);
        spans.addAll(spans(message));
      }
    }
    loader.load(log.view(), spans, List.of());
    store.store(List.copyOf(groups.values()));
  }

  private Set<GpuSpan> spans(PendingMessage message) {
    return GpuSpan.of(message.samples(), context.options().blockSpanMs());
  }

  /** What the messages will touch, as far as their keys tell: nearly always, all of it. */
  private List<GpuSpan> foreseen(List<QueuedMessage> batch) {
    return batch.stream()
        .flatMap(message -> message.says().stream())
        .map(key -> GpuSpan.at(key.gpu(), key.timestampMs(), context.options().blockSpanMs()))
        .toList();
  }

  private List<PendingMessage> decode(List<QueuedMessage> batch, List<Page> pages) {
    List<PendingMessage> messages = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      QueuedMessage listed = batch.get(i);
      asListed(listed, pages.get(i))
          .flatMap(entry -> decode(listed, entry))
          .ifPresent(messages::add);
    }
    return messages;
  }

  /**
   * The message, when it is still the one that was listed; nothing when it is gone. Losing
   * interleaving without this: an earlier message is published again, which makes it the later one,
   * after the listing put it before another.
   */
  private static Optional<Entry> asListed(QueuedMessage listed, Page page) {
    Optional<Entry> entry = page.entries().stream().findFirst();
    if (entry.isPresent() && entry.get().modRevision() != listed.modRevision()) {
      throw new CommitLog.ConflictException();
    }
    return entry;
  }

  /** The message in an entry; one that is none is set aside at once, since a repeat cannot help. */
  private Optional<PendingMessage> decode(QueuedMessage listed, Entry entry) {
    try {
      GpuId gpu =
          listed
              .says()
              .map(MessageKey::gpu)
              .orElseThrow(() -> new BadMessageException("the key names no time, host and GPU"));
      Message message = MessageCodec.decode(entry.value());
      GpuSamples samples = message.samples();
      if (!samples.gpu().equals(gpu)) {
        throw new BadMessageException(
            "the key says GPU " + gpu.alias() + ", the message " + samples.gpu().alias());
      }
      return Optional.of(new PendingMessage(entry, listed.tail(), message.publishedMs(), samples));
    } catch (BadMessageException e) {
      failures.undecodable(entry, e.getMessage());
      return Optional.empty();
    }
  }
}
