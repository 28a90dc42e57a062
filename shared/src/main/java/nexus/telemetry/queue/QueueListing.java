package nexus.telemetry.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import nexus.telemetry.etcd.Entry;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Kv;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.etcd.Page;
import nexus.telemetry.etcd.Range;

/** The reading side of the queue: what waits where. */
public final class QueueListing {

  private static final int FIRST_LOOK = 2_000;
  private static final int KEYS_A_PAGE = 10_000;

  private final Kv kv;
  private final Keyspace keys;

  public QueueListing(Kv kv, Keyspace keys) {
    this.kv = kv;
    this.keys = keys;
  }

  /**
   * Where messages wait.
   *
   * @param partitions the partitions that have messages, by cluster
   * @param strays keys below a cluster's queue that lie in no partition, by cluster
   * @param listed every message, by cluster and partition, where so few wait that the first look
   *     saw them all; else empty
   */
  public record Waiting(
      SortedMap<String, SortedSet<String>> partitions,
      Map<String, List<Entry>> strays,
      Map<String, Listed> listed) {

    /** Every message of a partition, if the first look saw them. */
    public Optional<Listed> listed(String cluster, String partition) {
      return Optional.ofNullable(listed.get(cluster + "/" + partition));
    }

    public boolean isEmpty() {
      return partitions.isEmpty() && strays.isEmpty();
    }
  }

  /**
   * Every message of a partition, ascending by key.
   *
   * @param messages the messages
   * @param revision revision of the store at which these, and no others, waited
   */
  public record Listed(List<QueuedMessage> messages, long revision) {}

  /** Where any cluster's messages wait: one request when nothing does, or little. */
  public Waiting waiting() {
    return waiting(keys.queues());
  }

  /** Where a cluster's messages wait: one request when nothing does, or little. */
  public Waiting waitingIn(String cluster) {
    return waiting(keys.queue(cluster));
  }

  /**
   * Looks at a first stretch of keys; behind it, jumps from partition to partition, so that the
   * cost does not grow with the queue.
   */
  private Waiting waiting(String prefix) {
    Waiting waiting = new Waiting(new TreeMap<>(), new TreeMap<>(), new HashMap<>());
    Range range = Range.prefix(prefix).keysOnly().limit(FIRST_LOOK);
    for (boolean first = true; ; first = false) {
      Page page = KvException.await(kv.range(range));
      boolean whole = first && !page.more();
      page.entries().forEach(entry -> note(entry, whole, page.revision(), waiting));
      if (!page.more()) {
        return waiting;
      }
      String last = page.entries().get(page.entries().size() - 1).key();
      String behind = behindPartition(last);
      boolean jumps = !behind.equals(last + '\0');
      range = Range.of(behind, Range.endOf(prefix)).keysOnly().limit(jumps ? 1 : FIRST_LOOK);
    }
  }

  private void note(Entry entry, boolean whole, long revision, Waiting waiting) {
    Optional<String> cluster = keys.clusterOf(entry.key());
    if (cluster.isEmpty()) {
      return;
    }
    Optional<String> partition = keys.partitionOf(cluster.get(), entry.key());
    if (partition.isPresent()) {
      waiting
          .partitions()
          .computeIfAbsent(cluster.get(), name -> new TreeSet<>())
          .add(partition.get());
      if (whole) {
        waiting
            .listed()
            .computeIfAbsent(
                cluster.get() + "/" + partition.get(),
                where -> new Listed(new ArrayList<>(), revision))
            .messages()
            .add(message(keys.queue(cluster.get(), partition.get()), entry));
      }
    } else {
      waiting.strays().computeIfAbsent(cluster.get(), name -> new ArrayList<>()).add(entry);
    }
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
        messages.add(message(prefix, entry));
      }
      if (!page.more()) {
        return messages;
      }
      String last = messages.get(messages.size() - 1).key();
      Range rest = firstKeys(cluster, partition).after(last).at(page.revision());
      page = KvException.await(kv.range(rest));
    }
  }

  private static QueuedMessage message(String prefix, Entry entry) {
    String tail = entry.key().substring(prefix.length());
    return QueuedMessage.of(entry.key(), tail, entry.modRevision());
  }

  /** Number of messages that wait in a cluster. */
  public long count(String cluster) {
    return KvException.await(kv.range(Range.prefix(keys.queue(cluster)).countOnly())).count();
  }
}
