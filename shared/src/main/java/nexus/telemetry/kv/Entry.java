package nexus.telemetry.kv;

/**
 * A key with its value and etcd's facts about it.
 *
 * @param key the key
 * @param value the value, empty when only keys were asked for; not copied: never write it
 * @param createRevision revision at which the key came to be
 * @param modRevision revision of its last put
 * @param version number of its puts since it came to be, 1 for the first
 * @param leaseId lease the key ends with; 0 for none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by revision, never by content
public record Entry(
    String key, byte[] value, long createRevision, long modRevision, long version, long leaseId) {}
