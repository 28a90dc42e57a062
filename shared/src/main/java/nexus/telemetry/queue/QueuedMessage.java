package nexus.telemetry.queue;

/**
 * A message that waits, as the queue's listing shows it.
 *
 * @param key its etcd key
 * @param tail the key's last part
 * @param modRevision revision of its publication, which is the order in which messages of one GPU
 *     are applied
 */
public record QueuedMessage(String key, String tail, long modRevision) {}
