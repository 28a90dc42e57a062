package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.Partition;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.queue.Message;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.queue.QueueSnapshot;
import nexus.telemetry.queue.QueuedMessage;
import nexus.telemetry.store.GpuSpan;
import nexus.telemetry.store.StoreLoader;

/** Reads what the drain of one partition needs, and reads nothing that is known already. */
final class PartitionReader {

  private final DrainContext context;
  private final Partition target;
  private final CommitLog log;
  private final Failures failures;
  private final StoreLoader loader;
  private final QueueSnapshot waiting;

  // What was known before the first listing; used once, so that a conflict has all read anew.
  private List<Page> firstPages;
  private Optional<Standing> standing;
  private Optional<QueueSnapshot.Listed> listed;
  private Map<String, Entry> read = Map.of();

  PartitionReader(
      DrainContext context,
      Partition target,
      CommitLog log,
      Failures failures,
      List<Page> firstPages,
      Optional<Standing> standing,
      QueueSnapshot waiting) {
    this.context = context;
    this.target = target;
    this.log = log;
    this.failures = failures;
    this.loader = context.loader(target.cluster());
    this.waiting = waiting;
    this.firstPages = firstPages;
    this.standing = standing;
    this.listed = waiting.listed(target.cluster(), target.number());
  }

  /**
   * What a partition's drain reads first: best in the very request that claims it.
   *
   * @param listed whether its messages are listed already
   */
  static List<Op> reads(DrainContext context, Partition target, boolean listed) {
    List<Op> reads = new ArrayList<>();
    reads.add(Op.get(CommitLog.counterRange(context, target)));
    reads.add(Op.get(context.failed().attemptsRange(target.cluster(), target.number())));
    if (!listed) {
      reads.add(Op.get(firstKeys(context, target)));
    }
    return reads;
  }

  private static Range firstKeys(DrainContext context, Partition target) {
    return context.listing().firstKeys(target.cluster(), target.number());
  }

  /**
   * Every message of the partition, the GPUs in the order of their first key, of each the messages
   * in publish order; and all that the commits need to know.
   */
  List<QueuedMessage> list() {
    return inPublishOrderByGpu(all());
  }

  /**
   * What was listed before the claim will do when no commit came between: each one moves the
   * counters. Losing interleaving without that: listed before the claim are A, and B published
   * later; another drainer stores a part of A, leaves the rest under another key, and lets go of
   * the partition; B is stored; and A's rest, listed by the next drain, undoes it.
   */
  private List<QueuedMessage> all() {
    Optional<Standing> stood = standing;
    Optional<QueueSnapshot.Listed> before = listed;
    List<Page> pages = firstPages;
    standing = Optional.empty();
    listed = Optional.empty();
    firstPages = List.of();
    read = before.isPresent() ? waiting.read() : Map.of();
    if (stood.isPresent() && before.isPresent()) {
      log.resume(stood.get());
      return before.get().messages();
    }
    if (pages.isEmpty()) {
      Txn first = Txn.always(reads(context, target, false));
      pages = KvFutures.await(context.kv().txn(first)).pages();
    }
    log.load(pages.get(0), failures);
    failures.load(pages.get(1));
    if (before.isPresent() && log.committedAt() <= before.get().revision()) {
      return before.get().messages();
    }
    read = Map.of();
    Page keys =
        pages.size() > 2
            ? pages.get(2)
            : KvFutures.await(context.kv().range(firstKeys(context, target)));
    return context.listing().list(target.cluster(), target.number(), keys);
  }

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

  /** Has the store's view hold these spans. */
  void load(List<GpuSpan> spans) {
    loader.load(log.view(), spans, List.of());
  }

  /**
   * The messages of a batch that still wait, and, in the same requests, what of the store they will
   * touch as far as their keys tell: nearly always, all of it.
   */
  List<PendingMessage> read(List<QueuedMessage> batch) {
    List<Range> unread =
        batch.stream()
            .map(QueuedMessage::key)
            .filter(key -> !read.containsKey(key))
            .map(Range::key)
            .toList();
    Iterator<Page> pages = loader.load(log.view(), foreseen(batch), unread).iterator();
    List<PendingMessage> messages = new ArrayList<>();
    for (QueuedMessage message : batch) {
      Optional<Entry> entry = Optional.ofNullable(read.get(message.key()));
      if (entry.isEmpty()) {
        entry = pages.next().entries().stream().findFirst();
      }
      entry.flatMap(found -> decode(message, asListed(message, found))).ifPresent(messages::add);
    }
    return messages;
  }

  private List<GpuSpan> foreseen(List<QueuedMessage> batch) {
    return batch.stream()
        .flatMap(message -> message.says().stream())
        .map(key -> GpuSpan.at(key.gpu(), key.timestampMs(), context.options().blockSpanMs()))
        .toList();
  }

  /**
   * The message, when it is still the one that was listed. Losing interleaving without this: an
   * earlier message is published again, which makes it the later one, after the listing put it
   * before another.
   */
  private static Entry asListed(QueuedMessage listed, Entry found) {
    if (found.modRevision() != listed.modRevision()) {
      throw new CommitLog.ConflictException();
    }
    return found;
  }

  /** The message in an entry; one that is none is set aside at once, since a repeat cannot help. */
  private Optional<PendingMessage> decode(QueuedMessage listed, Entry entry) {
    try {
      GpuId gpu =
          listed
              .says()
              .map(MessageKey::gpu)
              .orElseThrow(
                  () -> UnreadableException.message("the key names no time, host and GPU"));
      Message message = MessageCodec.decode(entry.value());
      GpuSamples samples = message.samples();
      if (!samples.gpu().equals(gpu)) {
        throw UnreadableException.message(
            "the key says GPU " + gpu.alias() + ", the message " + samples.gpu().alias());
      }
      return Optional.of(new PendingMessage(entry, listed.tail(), message.publishedMs(), samples));
    } catch (UnreadableException e) {
      failures.undecodable(entry, e.getMessage());
      return Optional.empty();
    }
  }
}
