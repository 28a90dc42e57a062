package nexus.telemetry.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Keyspace.MessageKey;
import nexus.telemetry.etcd.Kv;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.etcd.Op;
import nexus.telemetry.etcd.Partitions;
import nexus.telemetry.etcd.Retry;
import nexus.telemetry.etcd.TtlLeases;
import nexus.telemetry.etcd.Txn;
import nexus.telemetry.etcd.TxnResult;
import nexus.telemetry.model.GpuSamples;

/**
 * The publishing side of the queue: samples become messages, put in transactions of bounded size,
 * several in flight.
 *
 * <p>A message's key comes from what it carries (earliest sample, GPU, upload, chunk, part). So
 * publishing the same chunk again puts the same keys: a repeat after a failure or an unknown
 * outcome adds nothing to the queue.
 */
public final class MessageQueue {

  /**
   * Most transactions in flight at once: with {@link Kv#MAX_BYTES} each, what they hold is bounded.
   */
  private static final int IN_FLIGHT = 8;

  private static final int UPLOAD_CHARACTERS = 24;

  private final Kv kv;
  private final Keyspace keys;
  private final Partitions partitions;
  private final TtlLeases leases;
  private final PublishOptions options;
  private final Retry retry = Retry.onSystemTime(4, Duration.ofSeconds(10));

  public MessageQueue(Kv kv, Keyspace keys, TtlLeases leases, PublishOptions options) {
    this.kv = kv;
    this.keys = keys;
    this.leases = leases;
    this.partitions = new Partitions(options.partitions());
    this.options = options;
  }

  /**
   * Publishes the samples of one chunk; returns once all of them are in etcd.
   *
   * @param cluster cluster they belong to
   * @param upload identity of the content, at least 24 characters of {@code [A-Za-z0-9-]}
   * @param chunk number of the chunk in the upload
   * @param gpus the samples
   * @param nowMs now, epoch milliseconds
   * @return number of messages
   * @throws KvException when etcd fails; what was published by then stays, and is overwritten by a
   *     repeat
   */
  public int publish(String cluster, String upload, int chunk, List<GpuSamples> gpus, long nowMs) {
    long lease = lease();
    try {
      return publish(cluster, upload, chunk, gpus, nowMs, lease);
    } catch (KvException e) {
      if (e.kind() != KvException.Kind.LEASE_GONE) {
        throw e;
      }
      leases.forget(lease);
      return publish(cluster, upload, chunk, gpus, nowMs, lease());
    }
  }

  private long lease() {
    return options.messageTtlSeconds() == 0 ? 0 : leases.leaseFor(options.messageTtlSeconds());
  }

  private int publish(
      String cluster, String upload, int chunk, List<GpuSamples> gpus, long nowMs, long lease) {
    Batches batches = new Batches();
    for (GpuSamples samples : gpus) {
      publish(cluster, upload, chunk, samples, nowMs, lease, batches);
    }
    batches.finish();
    return batches.messages;
  }

  private void publish(
      String cluster,
      String upload,
      int chunk,
      GpuSamples samples,
      long nowMs,
      long lease,
      Batches batches) {
    String partition = partitions.of(samples.gpu().host());
    int part = 0;
    for (MessageCutter.Part cut : MessageCutter.cut(samples, nowMs, options.blockSpanMs())) {
      MessageKey key =
          new MessageKey(cut.firstMs(), samples.gpu(), sequence(upload, chunk, part++));
      batches.add(Op.put(keys.message(cluster, partition, key), cut.json(), lease));
    }
  }

  /** Upload, chunk and part, so that parts of one chunk sort in the order they must be applied. */
  private static String sequence(String upload, int chunk, int part) {
    return String.format(
        Locale.ROOT, "%s-%06d-%04d", upload.substring(0, UPLOAD_CHARACTERS), chunk, part);
  }

  /** Fills transactions and keeps a bounded number of them in flight. */
  private final class Batches {
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private List<Op> batch = new ArrayList<>();
    private int bytes;
    private int messages;

    /** A transaction and its answer to come. */
    private record Sent(Txn txn, CompletableFuture<TxnResult> answer) {}

    void add(Op put) {
      if (batch.size() == options.batchSize() || bytes + put.bytes() > Kv.MAX_BYTES) {
        send();
      }
      batch.add(put);
      bytes += put.bytes();
      messages++;
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
      Txn txn = Txn.always(batch);
      inFlight.add(new Sent(txn, kv.txn(txn)));
      batch = new ArrayList<>();
      bytes = 0;
    }

    /** Waits for an answer; the same puts are repeated where there was none, which is harmless. */
    private void settle(Sent sent) {
      try {
        KvException.await(sent.answer());
      } catch (KvException e) {
        if (!e.retryable()) {
          throw e;
        }
        retry.ofRepeatable(() -> kv.txn(sent.txn()));
      }
    }
  }
}
