package nexus.telemetry.kv.memory;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The leases of an {@link InMemoryKv}, which holds its lock around every call.
 *
 * <pre>
 * leases   lease → its end, keys under it     7 → (12:00:30, ["/a", "/b"])
 * </pre>
 */
final class InMemoryLeases {

  private final Map<Long, Lease> leases = new TreeMap<>();
  private long last;

  private record Lease(Instant end, Collection<String> keys) {}

  long grant(Instant end) {
    leases.put(++last, new Lease(end, new TreeSet<>()));
    return last;
  }

  boolean has(long id) {
    return leases.containsKey(id);
  }

  void attach(String key, long id) {
    if (id != 0) {
      leases.get(id).keys().add(key);
    }
  }

  /** A key without a lease, or of one that is gone, is left alone. */
  void detach(String key, long id) {
    Lease lease = leases.get(id);
    if (lease != null) {
      lease.keys().remove(key);
    }
  }

  /** Leases whose time is up at {@code now}, the first to end first. */
  List<Long> expired(Instant now) {
    return leases.entrySet().stream()
        .filter(lease -> !lease.getValue().end().isAfter(now))
        .sorted(Comparator.comparing(lease -> lease.getValue().end()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Forgets a lease and returns the keys that were under it, ascending; none when it is gone. */
  List<String> remove(long id) {
    Lease lease = leases.remove(id);
    return lease == null ? List.of() : List.copyOf(lease.keys());
  }
}
