package nexus.telemetry.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import nexus.telemetry.formats.WritableFormats;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.keys.Partitions;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.Sha256;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.queue.MessageQueue.PublishOptions;

/**
 * The publishing side of the queue: samples become messages, put in transactions of bounded size,
 * several in flight.
 *
 * <p>A message's key comes from what it carries (earliest sample, GPU, upload, chunk, part). So
 * publishing the same chunk again puts the same keys: a repeat after a failure or an unknown
 * outcome adds nothing to the queue. Where the chunk has its ledger entry, nothing is put at all:
 * the entry comes last, so all of the chunk was queued, and may be drained by now. Whoever
 * publishes it anew says which entry that is to replace.
 *
 * <p>Under a message's key there is nothing, mostly, and that is a condition of its put. Only where
 * it does not hold, what stands there is read: a repeat replaces it, unless a newer release put it.
 */
public final class MessageQueue {

  /**
   * Most transactions in flight at once: with {@link Kv#MAX_BYTES} each, what they hold is bounded.
   */
  private static final int IN_FLIGHT = 8;

  /** Most bytes of messages that one caller has on their way at once. */
  public static final long MAX_BYTES_IN_FLIGHT = (long) IN_FLIGHT * Kv.MAX_BYTES;

  /** Most times that puts are tried anew where what stands under their keys changes. */
  private static final int ATTEMPTS = 5;

  private static final byte[] NO_BYTES = {};
  private static final int UPLOAD_CHARACTERS = 24;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32,64}");

  private final Kv kv;
  private final Keyspace keys;
  private final Partitions partitions;
  private final TtlLeases leases;
  private final PublishOptions options;
  private final WritableFormats formats;

  /**
   * How messages are published.
   *
   * @param partitions number of partitions
   * @param batchSize messages a transaction, 1 to {@link Kv#MAX_OPERATIONS}
   * @param messageTtlSeconds seconds after which an undrained message is dropped; 0 for never
   * @param blockSpanMs span of a block, milliseconds
   */
  public record PublishOptions(
      int partitions, int batchSize, long messageTtlSeconds, long blockSpanMs) {

    /**
     * @throws IllegalArgumentException when a number is out of its bounds
     */
    public PublishOptions {
      if (batchSize < 1 || batchSize > Kv.MAX_OPERATIONS) {
        throw new IllegalArgumentException("batch size must be 1 to 100, not " + batchSize);
      }
      if (messageTtlSeconds < 0) {
        throw new IllegalArgumentException("message TTL is negative: " + messageTtlSeconds);
      }
      if (blockSpanMs < 1) {
        throw new IllegalArgumentException("block span must be positive: " + blockSpanMs);
      }
    }
  }

  /**
   * @param formats the versions to write
   */
  public MessageQueue(
      Kv kv, Keyspace keys, TtlLeases leases, PublishOptions options, WritableFormats formats) {
    this.kv = kv;
    this.keys = keys;
    this.leases = leases;
    this.partitions = new Partitions(options.partitions());
    this.options = options;
    this.formats = formats;
  }

  /**
   * Writes the messages of one chunk's samples, in the order in which they must be applied.
   *
   * @param nowMs now, epoch milliseconds
   */
  public List<UnpublishedMessage> draft(List<GpuSamples> gpus, long nowMs) {
    int version = formats.now().of(StoredFormat.MESSAGE);
    Map<String, List<GpuSamples>> byHost = new LinkedHashMap<>();
    for (GpuSamples samples : gpus) {
      byHost.computeIfAbsent(samples.gpu().host(), host -> new ArrayList<>()).add(samples);
    }
    List<UnpublishedMessage> drafts = new ArrayList<>();
    for (List<GpuSamples> host : byHost.values()) {
      List<UnpublishedMessage> together = HostScrapes.together(host, nowMs, version);
      drafts.addAll(together);
      if (together.isEmpty()) {
        for (GpuSamples samples : host) {
          drafts.addAll(UnpublishedMessage.cut(samples, nowMs, options.blockSpanMs(), version));
        }
      }
    }
    return drafts;
  }

  /**
   * Which chunk messages are of.
   *
   * @param cluster cluster they belong to
   * @param upload identity of the content
   * @param cut identity that tells its messages from those of the same content cut otherwise;
   *     mostly {@code upload}
   * @param number number of the chunk in the upload
   * @param recordedAt revision of the ledger entry that is to be replaced; 0 where there is none
   */
  public record Chunk(String cluster, String upload, String cut, int number, long recordedAt) {}

  /**
   * Publishes the messages of one section of a chunk; returns once all of them are in etcd.
   *
   * @param section 0, 1, … in the chunk, the same whenever the chunk is published; 0 for a chunk
   *     that is held in memory as a whole
   * @throws KvException when etcd fails; what was published by then stays, and is overwritten by a
   *     repeat
   * @throws nexus.telemetry.model.NewerFormatException naming the key, when a newer release put one
   *     of the messages, and did not record the chunk
   */
  public void publish(Chunk chunk, int section, List<UnpublishedMessage> messages) {
    String sequence = sequence(chunk.cut(), chunk.number(), section);
    String entry = keys.ledgerEntry(chunk.cluster(), chunk.upload(), chunk.number());
    Compare unrecorded = Compare.unchanged(entry, chunk.recordedAt());
    leases.under(
        options.messageTtlSeconds(),
        lease -> {
          put(chunk.cluster(), sequence, messages, unrecorded, lease);
          return null;
        });
  }

  /**
   * Writes and publishes the messages of one chunk that has no ledger entry.
   *
   * @return number of messages
   * @throws KvException as above
   */
  public int publish(String cluster, String upload, int chunk, List<GpuSamples> gpus, long nowMs) {
    List<UnpublishedMessage> messages = draft(gpus, nowMs);
    publish(new Chunk(cluster, upload, upload, chunk, 0), 0, messages);
    return messages.size();
  }

  private void put(
      String cluster,
      String sequence,
      List<UnpublishedMessage> messages,
      Compare unrecorded,
      long lease) {
    Batches batches = new Batches(unrecorded);
    for (UnpublishedMessage message : messages) {
      MessageKey key =
          new MessageKey(
              message.firstMs(),
              message.host(),
              message.gpu(),
              sequence + fourDigits(message.part()));
      String partition = partitions.of(message.host());
      batches.add(new Op.Put(keys.message(cluster, partition, key), message.json(), lease));
    }
    batches.finish();
  }

  /**
   * The beginning of the sequence of a section's messages; the part follows it. So sections, and
   * the parts of one, sort in the order in which they must be applied.
   */
  private static String sequence(String upload, int chunk, int section) {
    return String.format(Locale.ROOT, "%s-%06d-", shortName(upload), chunk)
        + (section == 0 ? "" : "s" + fourDigits(section) + "-");
  }

  private static String fourDigits(int number) {
    return String.format(Locale.ROOT, "%04d", number);
  }

  /** A short name of an upload: the beginning of a hash; for any other name, a hash of it. */
  private static String shortName(String upload) {
    return (HASH.matcher(upload).matches() ? upload : Sha256.hex(upload))
        .substring(0, UPLOAD_CHARACTERS);
  }

  /** Fills transactions and keeps a bounded number of them in flight. */
  private final class Batches {
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private final Compare unrecorded;
    private List<Op.Put> batch = new ArrayList<>();
    private int bytes;

    Batches(Compare unrecorded) {
      this.unrecorded = unrecorded;
    }

    /** Messages that were sent, and the answer to come. */
    private record Sent(List<Op.Put> puts, CompletableFuture<TxnResult> answer) {}

    void add(Op.Put put) {
      if (batch.size() == options.batchSize() || bytes + put.bytes() > Kv.MAX_BYTES) {
        send();
      }
      batch.add(put);
      bytes += put.bytes();
    }

    void finish() {
      if (!batch.isEmpty()) {
        send();
      }
      while (!inFlight.isEmpty()) {
        settle(inFlight.remove());
      }
    }

    private void send() {
      if (inFlight.size() == IN_FLIGHT) {
        settle(inFlight.remove());
      }
      inFlight.add(new Sent(batch, kv.txn(inPlaceOf(Map.of(), batch))));
      batch = new ArrayList<>();
      bytes = 0;
    }

    /** Waits for an answer. Where nothing was put, or nobody knows, what stands is looked at. */
    private void settle(Sent sent) {
      boolean done = isPut(sent.answer());
      for (int attempt = 1; !done; attempt++) {
        if (attempt > ATTEMPTS) {
          throw new KvException(
              KvException.Kind.OVERLOADED, "messages change while they are put", null);
        }
        done = isRecordedOrPut(sent.puts());
      }
    }

    private static boolean isPut(CompletableFuture<TxnResult> answer) {
      try {
        return KvFutures.await(answer).succeeded();
      } catch (KvException e) {
        if (e.retryable()) {
          return false;
        }
        throw e;
      }
    }

    /**
     * Puts messages in place of what an earlier attempt at the chunk left under their keys; nothing
     * where another attempt recorded it. False where something changed meanwhile.
     *
     * <p>Losing interleaving, were what stands not looked at: a newer release publishes the chunk,
     * and dies without its ledger entry; this one reads less of the same content, and puts that in
     * its place.
     *
     * @throws nexus.telemetry.model.NewerFormatException when a message that stands is of a newer
     *     version
     */
    private boolean isRecordedOrPut(List<Op.Put> puts) {
      List<Op> reads = new ArrayList<>(puts.size() + 1);
      reads.add(Op.get(Range.key(unrecorded.key()).keysOnly()));
      puts.forEach(put -> reads.add(Op.get(Range.key(put.key()))));
      List<Page> pages = retry().ofRepeatable(() -> kv.txn(Txn.always(reads))).pages();
      if (revision(pages.get(0)) != unrecorded.revision()) {
        return true;
      }
      Map<String, Long> standing = new HashMap<>();
      for (int i = 0; i < puts.size(); i++) {
        Page stands = pages.get(i + 1);
        stands.entries().forEach(MessageCodec::checkNotNewer);
        standing.put(puts.get(i).key(), revision(stands));
      }
      Txn txn = inPlaceOf(standing, puts);
      return retry().ofRepeatable(() -> kv.txn(txn)).succeeded();
    }

    private static long revision(Page page) {
      return page.entries().stream().mapToLong(Entry::modRevision).findFirst().orElse(0);
    }

    /**
     * Puts messages while their keys stand at these revisions; where none is told, while absent.
     */
    private Txn inPlaceOf(Map<String, Long> standing, List<Op.Put> puts) {
      List<Compare> conditions = new ArrayList<>(puts.size() + 1);
      conditions.add(unrecorded);
      puts.forEach(
          put ->
              conditions.add(Compare.unchanged(put.key(), standing.getOrDefault(put.key(), 0L))));
      List<Op> ops = new ArrayList<>(puts);
      ops.add(Op.put(keys.published(), NO_BYTES));
      return Txn.when(conditions, ops);
    }
  }

  /**
   * Asked for at each use: who makes this must not use the store yet, as it may be frozen first.
   */
  private Retry retry() {
    return kv.retry(4, Duration.ofSeconds(10));
  }
}
