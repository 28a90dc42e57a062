package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nexus.telemetry.drain.Group.PendingMessage;
import nexus.telemetry.drain.PartitionKnowledge.Held;
import nexus.telemetry.drain.PartitionKnowledge.ListedBeforeClaim;
import nexus.telemetry.drain.PartitionKnowledge.Nothing;
import nexus.telemetry.drain.PartitionKnowledge.ReadWithClaim;
import nexus.telemetry.json.StoredVersion;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.Partition;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.queue.HostMessageCodec;
import nexus.telemetry.queue.HostMessageCodec.HostMessage;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.queue.MessageCodec.Message;
import nexus.telemetry.queue.QueueSnapshot.Listed;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.StoreLoader;
import nexus.telemetry.store.StoreView.GpuSpan;

/** Reads what the drain of one partition needs, and reads nothing that is known already. */
final class PartitionReader {

  private final DrainContext context;
  private final Partition partition;
  private final CommitLog log;
  private final Failures failures;
  private final StoreLoader loader;

  /** Used once, so that a conflict has all read anew. */
  private PartitionKnowledge known;

  /** Listed messages that were read already, by key. */
  private Map<String, Entry> read = Map.of();

  PartitionReader(
      DrainContext context,
      Partition partition,
      CommitLog log,
      Failures failures,
      PartitionKnowledge known) {
    this.context = context;
    this.partition = partition;
    this.log = log;
    this.failures = failures;
    this.loader = context.loader(partition.cluster());
    this.known = known;
  }

  /**
   * Lists every message of the partition: the GPUs in the order of their first key, the messages of
   * each in publish order; where one is of several GPUs of a host, all of that host together. Also
   * reads what the commits need to know.
   */
  List<QueuedMessage> list() {
    PartitionKnowledge before = known;
    known = new Nothing();
    read = Map.of();
    log.takeView();
    return inPublishOrderByGpu(all(before));
  }

  private List<QueuedMessage> all(PartitionKnowledge before) {
    if (before instanceof Held held) {
      log.countFrom(held.before().counters(), held.before().committedAt());
      return take(held.listed());
    }
    if (before instanceof ListedBeforeClaim its) {
      return load(its.counters(), its.attempts()) <= its.listed().revision()
          ? take(its.listed())
          : list(KvFutures.await(context.kv().range(firstKeys())));
    }
    ReadWithClaim all = before instanceof ReadWithClaim its ? its : readNow();
    load(all.counters(), all.attempts());
    return list(all.firstKeys());
  }

  /**
   * Takes what was listed before the claim. It will do when no commit came between: each one moves
   * the counters. Losing interleaving without that: listed before the claim are A, and B published
   * later; another drainer stores a part of A, leaves the rest under another key, and lets go of
   * the partition; B is stored; and A's rest, listed by the next drain, undoes it.
   */
  private List<QueuedMessage> take(Listed listed) {
    read = listed.read();
    return listed.messages();
  }

  private ReadWithClaim readNow() {
    Txn all = Txn.always(PartitionKnowledge.reads(context, partition, false));
    List<Page> pages = KvFutures.await(context.kv().txn(all)).pages();
    return new ReadWithClaim(pages.get(0), pages.get(1), pages.get(2));
  }

  private Range firstKeys() {
    return context.listing().firstKeys(partition.cluster(), partition.number());
  }

  private List<QueuedMessage> list(Page firstKeys) {
    return context.listing().list(partition.cluster(), partition.number(), firstKeys);
  }

  /**
   * Makes the commits count on from the counters as read. Counters that cannot be read are set
   * aside and begin anew from zero. The first commit takes their place, conditional on their
   * revision as ever.
   *
   * @return revision of the partition's newest commit; 0 when there is none
   * @throws CommitLog.ConflictException when the counters have changed since, or the claim ended
   */
  private long load(Page counters, Page attempts) {
    Optional<Entry> entry = counters.entries().stream().findFirst();
    long committedAt = entry.map(Entry::modRevision).orElse(0L);
    log.countFrom(entry.map(this::decodeCounters).orElse(DrainCounters.ZERO), committedAt);
    failures.load(attempts);
    return committedAt;
  }

  private DrainCounters decodeCounters(Entry counters) {
    try {
      return DrainCounters.decode(counters.value());
    } catch (NewerFormatException e) {
      throw e.at(counters.key());
    } catch (UnreadableException e) {
      failures.quarantine(counters, "the counters begin anew from zero: " + e.getMessage());
      return DrainCounters.ZERO;
    }
  }

  private static List<QueuedMessage> inPublishOrderByGpu(List<QueuedMessage> listed) {
    Set<String> together = new HashSet<>();
    for (QueuedMessage message : listed) {
      message.says().filter(key -> key.gpu().isEmpty()).ifPresent(key -> together.add(key.host()));
    }
    Map<Object, List<QueuedMessage>> byGpu = new LinkedHashMap<>();
    for (QueuedMessage message : listed) {
      Object of =
          message
              .says()
              .<Object>map(
                  key ->
                      key.gpu().isEmpty() || together.contains(key.host())
                          ? key.host()
                          : key.gpu().get())
              .orElse(message.tail());
      byGpu.computeIfAbsent(of, key -> new ArrayList<>()).add(message);
    }
    List<QueuedMessage> ordered = new ArrayList<>(listed.size());
    for (List<QueuedMessage> ofOne : byGpu.values()) {
      ofOne.sort(
          Comparator.comparingLong(QueuedMessage::publishedAt).thenComparing(QueuedMessage::key));
      ordered.addAll(ofOne);
    }
    return ordered;
  }

  /** Every message of the partition as it is now, where nothing else can be read. */
  List<QueuedMessage> listMessages() {
    return list(KvFutures.await(context.kv().range(firstKeys())));
  }

  /** Loads what these samples will touch into the view of the store. */
  void load(List<GpuSpan> spans, List<GpuSamples> samples) {
    loader.loadFor(log.view(), spans, samples);
  }

  /**
   * Reads the messages of a batch that still wait. The same requests read what those will touch in
   * the store, as far as their keys tell; nearly always that is all of it.
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
      entry
          .map(found -> asListed(message, found))
          .filter(found -> !failures.holds(message))
          .flatMap(found -> decode(message, found))
          .ifPresent(messages::add);
    }
    return messages;
  }

  private List<GpuSpan> foreseen(List<QueuedMessage> batch) {
    return batch.stream()
        .flatMap(message -> message.says().stream())
        .flatMap(
            key ->
                key.gpu().stream()
                    .map(
                        gpu -> GpuSpan.at(gpu, key.timestampMs(), context.options().blockSpanMs())))
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

  /**
   * The message in an entry. An entry that is no message is set aside at once: a repeat cannot
   * help. One of a newer version waits, and so do those that were published later of its GPU.
   */
  private Optional<PendingMessage> decode(QueuedMessage listed, Entry entry) {
    try {
      failures.checkAttempts(listed);
      MessageKey key = listed.says().orElseThrow(() -> nameless(entry));
      return Optional.of(
          key.gpu().isPresent()
              ? ofGpu(listed, entry, key.gpu().get())
              : ofHost(listed, entry, key));
    } catch (NewerFormatException e) {
      failures.isNewer(listed, e.at(entry.key()));
      return Optional.empty();
    } catch (UnreadableException e) {
      failures.undecodable(entry, e.getMessage());
      return Optional.empty();
    }
  }

  private static PendingMessage ofGpu(QueuedMessage listed, Entry entry, GpuId gpu) {
    Message message = MessageCodec.decode(entry.value());
    GpuSamples samples = message.samples();
    if (!samples.gpu().equals(gpu)) {
      throw UnreadableException.message(
          "the key says GPU " + gpu.alias() + ", the message " + samples.gpu().alias());
    }
    return new PendingMessage(entry, listed, message.publishedMs(), List.of(samples));
  }

  private static PendingMessage ofHost(QueuedMessage listed, Entry entry, MessageKey key) {
    HostMessage message = HostMessageCodec.decode(entry.value());
    String host = message.gpus().get(0).gpu().host();
    if (!host.equals(key.host())) {
      throw UnreadableException.message(
          "the key says host " + key.host() + ", the message " + host);
    }
    return new PendingMessage(entry, listed, message.publishedMs(), message.gpus());
  }

  private static RuntimeException nameless(Entry entry) {
    return StoredVersion.newer(StoredFormat.MESSAGE, entry.value())
        .<RuntimeException>map(newer -> newer)
        .orElseGet(() -> UnreadableException.message("the key names no time, host and GPU"));
  }
}
