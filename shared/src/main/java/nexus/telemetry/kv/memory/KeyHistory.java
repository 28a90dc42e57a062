package nexus.telemetry.kv.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;

/**
 * Every key's past, as etcd's multi-version store keeps it. Not thread-safe: {@link InMemoryKv}
 * holds its lock around every call.
 *
 * <pre>
 * keys   key → versions, oldest first     "/a" → [ (created 2, written 2, "x"),
 *                                                   (created 2, written 5, "y"),
 *                                                   (removed at 7) ]
 * </pre>
 */
final class KeyHistory {

  private static final byte[] NO_BYTES = {};

  private final NavigableMap<String, List<Version>> keys = new TreeMap<>();
  private long bytes;

  /**
   * A key as one revision left it.
   *
   * @param puts how often it was put since it came to be
   * @param value what was put; null when the key was removed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Version(long createRevision, long modRevision, long puts, byte[] value, long leaseId) {
    boolean removed() {
      return value == null;
    }

    long bytes(String key) {
      return (long) key.length() + (removed() ? 0 : value.length);
    }
  }

  /** Bytes of keys and values held, older versions included. */
  long bytes() {
    return bytes;
  }

  /** The key as it was at {@code revision}; null when there was none. */
  Version at(String key, long revision) {
    List<Version> versions = keys.get(key);
    return versions == null ? null : at(versions, revision);
  }

  private static Version at(List<Version> versions, long revision) {
    for (int i = versions.size() - 1; i >= 0; i--) {
      Version version = versions.get(i);
      if (version.modRevision() <= revision) {
        return version.removed() ? null : version;
      }
    }
    return null;
  }

  void put(String key, byte[] value, long leaseId, long revision) {
    Version before = at(key, revision);
    long created = before == null ? revision : before.createRevision();
    long puts = before == null ? 1 : before.puts() + 1;
    add(key, new Version(created, revision, puts, value.clone(), leaseId));
  }

  void remove(String key, long revision) {
    add(key, new Version(0, revision, 0, null, 0));
  }

  private void add(String key, Version version) {
    keys.computeIfAbsent(key, k -> new ArrayList<>()).add(version);
    bytes += version.bytes(key);
  }

  /** The keys of {@code [from, toExclusive)} that were there at {@code revision}, ascending. */
  List<String> live(String from, String toExclusive, long revision) {
    List<String> live = new ArrayList<>();
    between(from, toExclusive)
        .forEach(
            (key, versions) -> {
              if (at(versions, revision) != null) {
                live.add(key);
              }
            });
    return live;
  }

  /** Reads {@code range} as it was at {@code revision}, whatever revision it asks for. */
  Page read(Range range, long revision) {
    List<Entry> entries = new ArrayList<>();
    long count = 0;
    boolean more = false;
    for (var key : between(range.from(), range.toExclusive()).entrySet()) {
      Version version = at(key.getValue(), revision);
      if (version != null) {
        count++;
        boolean wanted = version.modRevision() > range.changedAfter();
        if (wanted && (range.limit() <= 0 || entries.size() < range.limit())) {
          entries.add(entry(key.getKey(), version, range.what()));
        } else {
          more |= wanted;
        }
      }
    }
    return range.what() == Range.What.COUNT
        ? new Page(List.of(), false, count, revision)
        : new Page(entries, more, count, revision);
  }

  private static Entry entry(String key, Version version, Range.What what) {
    return new Entry(
        key,
        what == Range.What.ENTRIES ? version.value() : NO_BYTES,
        version.createRevision(),
        version.modRevision(),
        version.puts(),
        version.leaseId());
  }

  /** Forgets what no read at {@code revision} or later can see. */
  void compact(long revision) {
    Iterator<Map.Entry<String, List<Version>>> each = keys.entrySet().iterator();
    while (each.hasNext()) {
      var key = each.next();
      List<Version> versions = key.getValue();
      while (versions.size() > 1 && versions.get(1).modRevision() <= revision) {
        bytes -= versions.remove(0).bytes(key.getKey());
      }
      if (versions.get(0).removed() && versions.get(0).modRevision() <= revision) {
        bytes -= versions.remove(0).bytes(key.getKey());
      }
      if (versions.isEmpty()) {
        each.remove();
      }
    }
  }

  private SortedMap<String, List<Version>> between(String from, String toExclusive) {
    if (toExclusive.equals(Range.NO_END)) {
      return keys.tailMap(from);
    }
    return toExclusive.compareTo(from) <= 0
        ? new TreeMap<>()
        : keys.subMap(from, true, toExclusive, false);
  }
}
