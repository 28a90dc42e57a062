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
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.QueueSnapshot.QueuedMessage;

/**
 * Where messages wait.
 *
 * @param partitions the partitions that have messages, by cluster
 * @param strays keys below a cluster's queue that lie in no partition, by cluster
 * @param revision revision of the store at which all of {@code partitions} and {@code messages}
 *     waited, and no others; 0 when more wait than were listed
 * @param messages every message, by cluster and partition, unless more wait
 * @param read messages that were read already, by key
 */
public record QueueSnapshot(
    SortedMap<String, SortedSet<String>> partitions,
    Map<String, List<Entry>> strays,
    long revision,
    Map<String, List<QueuedMessage>> messages,
    Map<String, Entry> read) {

  /**
   * Every message of a partition, ascending by key.
   *
   * @param messages the messages
   * @param revision revision of the store at which these, and no others, waited
   * @param read those, and maybe others, that were read already, by key
   */
  public record Listed(List<QueuedMessage> messages, long revision, Map<String, Entry> read) {}

  /**
   * A message that waits, as the queue's listing shows it.
   *
   * @param key its etcd key
   * @param tail the key's last part
   * @param modRevision revision at which the key was last put
   * @param publishedAt revision of its publication, which is the order in which messages of one GPU
   *     are applied
   * @param says what the tail says; empty when it is none that the pipeline writes
   */
  public record QueuedMessage(
      String key, String tail, long modRevision, long publishedAt, Optional<MessageKey> says) {

    /**
     * A message as a listing shows it.
     *
     * @param prefix that of the partition's messages
     * @param entry the message, with or without its value
     */
    public static QueuedMessage of(String prefix, Entry entry) {
      String tail = entry.key().substring(prefix.length());
      return new QueuedMessage(
          entry.key(),
          tail,
          entry.modRevision(),
          Keyspace.publishedAt(tail).orElse(entry.modRevision()),
          Keyspace.parseTail(tail));
    }

    /** The message as far as the listing shows it. */
    public Entry entry() {
      return new Entry(key, new byte[0], 0, modRevision, 0, 0);
    }
  }

  /** Whether every message that waits is known. */
  public boolean whole() {
    return revision > 0;
  }

  /** Every message of a partition, unless more wait. */
  public Optional<Listed> listed(Partition partition) {
    return Optional.ofNullable(messages.get(partition.cluster() + "/" + partition.number()))
        .filter(all -> whole())
        .map(all -> new Listed(all, revision, read));
  }

  public boolean isEmpty() {
    return partitions.isEmpty() && strays.isEmpty();
  }

  /** The same, with messages that were read. */
  public QueueSnapshot with(Map<String, Entry> nowRead) {
    return new QueueSnapshot(partitions, strays, revision, messages, nowRead);
  }

  /** Collects what a listing finds, key by key, ascending. */
  public static final class Notes {
    private final Keyspace keys;
    private final SortedMap<String, SortedSet<String>> partitions = new TreeMap<>();
    private final Map<String, List<Entry>> strays = new TreeMap<>();
    private final Map<String, List<QueuedMessage>> messages = new HashMap<>();

    public Notes(Keyspace keys) {
      this.keys = keys;
    }

    /** A key of the queue, and what is known of its value. */
    public void add(Entry entry) {
      String cluster = keys.clusterOf(entry.key()).orElse(null);
      if (cluster == null) {
        return;
      }
      String partition = keys.partitionOf(cluster, entry.key()).orElse(null);
      if (partition == null) {
        strays.computeIfAbsent(cluster, name -> new ArrayList<>()).add(entry);
        return;
      }
      partitions.computeIfAbsent(cluster, name -> new TreeSet<>()).add(partition);
      messages
          .computeIfAbsent(cluster + "/" + partition, where -> new ArrayList<>())
          .add(QueuedMessage.of(keys.queue(cluster, partition), entry));
    }

    /** All that waits at a revision was added. */
    public QueueSnapshot whole(long revision) {
      return new QueueSnapshot(partitions, strays, revision, messages, Map.of());
    }

    /** At least one key of every partition that has messages was added. */
    QueueSnapshot inPart() {
      return new QueueSnapshot(partitions, strays, 0, Map.of(), Map.of());
    }
  }
}
