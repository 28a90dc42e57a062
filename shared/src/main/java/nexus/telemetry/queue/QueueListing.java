package nexus.telemetry.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;
import org.jboss.logging.Logger;

/** The reading side of the queue: what waits where. */
public final class QueueListing {

  private static final Logger LOG = Logger.getLogger(QueueListing.class);
  private static final int FIRST_LOOK = 2_000;
  private static final int KEYS_A_PAGE = 10_000;

  /** Most messages that are read at once before their partitions' drains begin. */
  private static final int READ_AHEAD =
      (int) Math.min(400, Runtime.getRuntime().maxMemory() / 32 / UnpublishedMessage.MAX_BYTES);

  private final Kv kv;
  private final Keyspace keys;

  public QueueListing(Kv kv, Keyspace keys) {
    this.kv = kv;
    this.keys = keys;
  }

  /** Where any cluster's messages wait: one request when nothing does, or little. */
  public QueueSnapshot waiting() {
    return waiting(keys.queues());
  }

  /** Where a cluster's messages wait: one request when nothing does, or little. */
  public QueueSnapshot waitingIn(String cluster) {
    return waiting(keys.queue(cluster));
  }

  /**
   * Looks at a first stretch of keys; behind it, jumps from partition to partition, so that the
   * cost does not grow with the queue.
   */
  private QueueSnapshot waiting(String prefix) {
    Range range = Range.prefix(prefix).keysOnly().limit(FIRST_LOOK);
    Page page = KvFutures.await(kv.range(range));
    QueueSnapshot.Notes notes = new QueueSnapshot.Notes(keys);
    page.entries().forEach(notes::add);
    if (!page.more()) {
      return notes.whole(page.revision());
    }
    while (page.more()) {
      String last = page.entries().get(page.entries().size() - 1).key();
      String behind = behindPartition(last);
      boolean jumps = !behind.equals(last + '\0');
      range = Range.of(behind, Range.endOf(prefix)).keysOnly().limit(jumps ? 1 : FIRST_LOOK);
      page = KvFutures.await(kv.range(range));
      page.entries().forEach(notes::add);
    }
    return notes.inPart();
  }

  /** The first key that is not in the partition (or the cluster, or anything) of {@code key}. */
  private String behindPartition(String key) {
    Optional<String> cluster = keys.clusterOf(key);
    if (cluster.isEmpty()) {
      return key + '\0';
    }
    return keys.partitionOf(cluster.get(), key)
        .map(partition -> Range.endOf(keys.queue(cluster.get(), partition)))
        .orElse(key + '\0');
  }

  /** The first keys of a partition, all of them nearly always. */
  public Range firstKeys(String cluster, String partition) {
    return Range.prefix(keys.queue(cluster, partition)).keysOnly().limit(KEYS_A_PAGE);
  }

  /**
   * Every message of a partition, ascending by key. Its cost grows with the queue, in keys alone.
   *
   * @param first what was read of {@link #firstKeys}
   */
  public List<QueuedMessage> list(String cluster, String partition, Page first) {
    String prefix = keys.queue(cluster, partition);
    List<QueuedMessage> messages = new ArrayList<>();
    Page page = first;
    while (true) {
      for (Entry entry : page.entries()) {
        messages.add(QueuedMessage.of(prefix, entry));
      }
      if (!page.more()) {
        return messages;
      }
      String last = messages.get(messages.size() - 1).key();
      Range rest = firstKeys(cluster, partition).after(last).at(page.revision());
      page = KvFutures.await(kv.range(rest));
    }
  }

  /**
   * Reads the messages that wait, of all partitions in one request, where they are few.
   *
   * @return the same with the messages that were read; unchanged where they are known already, or
   *     are many
   */
  public QueueSnapshot readAhead(QueueSnapshot waiting) {
    int messages = waiting.messages().values().stream().mapToInt(List::size).sum();
    boolean few = messages <= READ_AHEAD && waiting.messages().size() <= Kv.MAX_OPERATIONS;
    if (!waiting.read().isEmpty() || messages == 0 || !few) {
      return waiting;
    }
    List<Op> reads = new ArrayList<>();
    for (List<QueuedMessage> ofOne : waiting.messages().values()) {
      String last = ofOne.get(ofOne.size() - 1).key();
      reads.add(Op.get(Range.of(ofOne.get(0).key(), last + '\0')));
    }
    Map<String, Entry> read = new HashMap<>();
    try {
      for (Page page : KvFutures.await(kv.txn(Txn.always(reads))).pages()) {
        page.entries().forEach(entry -> read.put(entry.key(), entry));
      }
    } catch (KvException e) {
      LOG.debugf("%d messages are read one by one: %s", messages, e.getMessage());
    }
    return waiting.with(read);
  }

  /** Number of messages that wait in a cluster. */
  public long count(String cluster) {
    return KvFutures.await(kv.range(Range.prefix(keys.queue(cluster)).countOnly())).count();
  }
}
