package nexus.telemetry.query.latest;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.StoredValues;
import org.jboss.logging.Logger;

/**
 * The newest values of all of a cluster's hosts at one revision of the store, decoded and added up.
 * Never changes; from one revision to a later one only what was put in between is read and decoded,
 * and when that is nothing, nothing is added up either.
 *
 * <p>Why that is exact: a host's entry that is there at the later revision either was put since,
 * and is among the changes, or is known already. So the known hosts and the changes together are at
 * least all there are, and they are exactly those when they are as many as etcd counts. When they
 * are more, some were removed, and all are read.
 */
public final class LatestHosts {

  /** Of a cluster of which nothing is known yet. */
  static final LatestHosts NONE =
      new LatestHosts(0, new TreeMap<>(), new TreeSet<>(), Long.MIN_VALUE, null, 0);

  /** Hosts in the first read while their size is not known. */
  private static final int FIRST_HOSTS = 100;

  private static final Logger LOG = Logger.getLogger(LatestHosts.class);

  private final long revision;
  private final SortedMap<String, HostLatest> byKey;
  private final SortedSet<String> unreadable;
  private final long newestMs;
  private final int largestBytes;

  /** What was added up last; null when nothing was. */
  private volatile Figured figured;

  private record Figured(long staleBeforeMs, HostFigures figures) {}

  private LatestHosts(
      long revision,
      SortedMap<String, HostLatest> byKey,
      SortedSet<String> unreadable,
      long newestMs,
      Figured figured,
      int largestBytes) {
    this.revision = revision;
    this.byKey = byKey;
    this.unreadable = unreadable;
    this.newestMs = newestMs;
    this.figured = figured;
    this.largestBytes = largestBytes;
  }

  /** The revision these are the values of. */
  long revision() {
    return revision;
  }

  /** One entry a host, ascending by key. */
  public Collection<HostLatest> hosts() {
    return Collections.unmodifiableCollection(byKey.values());
  }

  /** Hosts of which what is stored cannot be read; they stand among the others without a GPU. */
  public SortedSet<String> unreadable() {
    return Collections.unmodifiableSortedSet(unreadable);
  }

  /** What to throw where such a host decides. */
  public UnreadableException unreadable(Keyspace keys, String cluster, String host) {
    return UnreadableException.answer(
        keys.latest(cluster, host), "which GPUs host " + host + " has is not known", null);
  }

  /** Time of the newest sample, epoch milliseconds; empty when there is none. */
  public OptionalLong newestMs() {
    return newestMs == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newestMs);
  }

  /**
   * Time before which newest samples are those of GPUs that have gone, epoch milliseconds.
   *
   * @param nowMs now, epoch milliseconds
   * @param staleAfterMs age that makes a newest sample old, milliseconds
   */
  public long staleBeforeMs(long nowMs, long staleAfterMs) {
    return GpuStatus.staleBeforeMs(newestMs(), nowMs, staleAfterMs);
  }

  /** What they say, when GPUs without a sample of {@code staleBeforeMs} or later have gone. */
  public HostFigures figures(long staleBeforeMs) {
    Figured last = figured;
    if (last == null || last.staleBeforeMs() != staleBeforeMs) {
      last = new Figured(staleBeforeMs, HostFold.of(byKey.values(), staleBeforeMs));
      figured = last;
    }
    return last.figures();
  }

  /**
   * The first read on the way to a later revision.
   *
   * @param all every host's key
   */
  Range changes(Range all) {
    int hosts = largestBytes == 0 ? FIRST_HOSTS : PagedRead.keysThatFit(largestBytes);
    return all.changedAfter(revision).limit(hosts);
  }

  /**
   * The values at the revision that {@code changes} are read at.
   *
   * @param changes the read of {@link #changes}
   * @return empty when hosts were removed, or the store is older than what is known, as one that
   *     was restored from a backup is: then all must be read, by {@link #NONE}
   */
  Optional<LatestHosts> later(PagedRead changes) {
    Page page = changes.next();
    if (changes.revision() < revision) {
      return Optional.empty();
    }
    if (page.entries().isEmpty() && page.count() == byKey.size()) {
      return Optional.of(
          new LatestHosts(changes.revision(), byKey, unreadable, newestMs, figured, largestBytes));
    }
    TreeMap<String, HostLatest> merged = new TreeMap<>(byKey);
    TreeSet<String> damaged = new TreeSet<>(unreadable);
    int largest = largestBytes;
    long count = page.count();
    while (true) {
      for (Entry host : page.entries()) {
        merged.put(host.key(), decode(host, damaged));
        largest = Math.max(largest, PagedRead.bytes(host));
      }
      if (!changes.hasNext()) {
        break;
      }
      page = changes.next();
    }
    return merged.size() == count
        ? Optional.of(
            new LatestHosts(
                changes.revision(), merged, damaged, newestMs(merged.values()), null, largest))
        : Optional.empty();
  }

  private static long newestMs(Collection<HostLatest> hosts) {
    long newest = Long.MIN_VALUE;
    for (HostLatest host : hosts) {
      for (HostLatest.Gpu gpu : host.gpus()) {
        newest = Math.max(newest, WholeGpu.newestMs(gpu));
      }
    }
    return newest;
  }

  private static HostLatest decode(Entry entry, SortedSet<String> damaged) {
    String host = Keyspace.latestHost(entry.key());
    try {
      HostLatest latest = StoredValues.newest(entry);
      damaged.remove(host);
      return latest;
    } catch (UnreadableException e) {
      LOG.warnf("newest values of a host are left out: %s", e.getMessage());
      damaged.add(host);
      return new HostLatest(host, List.of());
    }
  }
}
