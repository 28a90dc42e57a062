package nexus.telemetry.queue;

import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Entry;

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
   * @param prefix that of the partition's messages
   * @param entry the message, with or without its value
   */
  static QueuedMessage of(String prefix, Entry entry) {
    String tail = entry.key().substring(prefix.length());
    return new QueuedMessage(
        entry.key(),
        tail,
        entry.modRevision(),
        Keyspace.publishedAt(tail).orElse(entry.modRevision()),
        Keyspace.parseTail(tail));
  }
}
