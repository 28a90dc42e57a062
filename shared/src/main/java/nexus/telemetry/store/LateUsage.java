package nexus.telemetry.store;

import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.store.StoreWriter.Change;
import nexus.telemetry.usage.UsageHours;
import nexus.telemetry.usage.UsageMeter;

/**
 * From when on usage of hosts' hours that may be kept changes with a commit's samples. Those that
 * are the newest of their host and follow the ones before change no such hour.
 */
final class LateUsage {

  /** After half of the silence after which a host's last hours are kept, all may be. */
  private static final long SILENT_MS = Duration.ofHours(12).toMillis();

  private final long nowMs;
  private final SortedMap<String, Long> hosts = new TreeMap<>();

  /** The host that was looked at last, and its newest sample: mostly the next one's, too. */
  private HostLatest last;

  private long lastNewestMs;

  /**
   * @param nowMs now, epoch milliseconds
   */
  LateUsage(long nowMs) {
    this.nowMs = nowMs;
  }

  /**
   * Takes samples in.
   *
   * @param before newest values of the host, before the commit
   */
  void add(HostLatest before, Change change) {
    long newestMs = newestMs(before);
    if (newestMs == Long.MIN_VALUE || change.stored().isEmpty()) {
      return;
    }
    long fromMs = Long.MAX_VALUE;
    for (var samples : change.stored()) {
      fromMs = Math.min(fromMs, samples.firstMs() - UsageMeter.REACH_MS);
    }
    long gpuMs = before.newestMs(change.gpu());
    if (gpuMs != Long.MIN_VALUE) {
      fromMs = Math.min(fromMs, gpuMs);
    }
    if (fromMs < UsageHours.closedBefore(newestMs) || nowMs - newestMs > SILENT_MS) {
      hosts.merge(before.host(), Math.max(0, UsageHours.hourOf(fromMs)), Math::min);
    }
  }

  private long newestMs(HostLatest host) {
    if (!Objects.equals(host, last)) {
      last = host;
      lastNewestMs = host.newestMs();
    }
    return lastNewestMs;
  }

  /** From when on the hours of a host change, epoch milliseconds; empty where none does. */
  OptionalLong from(String host) {
    Long from = hosts.get(host);
    return from == null ? OptionalLong.empty() : OptionalLong.of(from);
  }

  /** Takes back what was taken in of a host since. */
  void restore(String host, OptionalLong from) {
    hosts.remove(host);
    from.ifPresent(ms -> hosts.put(host, ms));
  }

  /** All hosts of which hours change, and from when on. */
  SortedMap<String, Long> hosts() {
    return Collections.unmodifiableSortedMap(hosts);
  }
}
