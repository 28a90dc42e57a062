package nexus.telemetry.queue;

import java.util.Optional;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Keyspace.MessageKey;

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

  static QueuedMessage of(String key, String tail, long modRevision) {
    return new QueuedMessage(
        key,
        tail,
        modRevision,
        Keyspace.publishedAt(tail).orElse(modRevision),
        Keyspace.parseTail(tail));
  }
}
