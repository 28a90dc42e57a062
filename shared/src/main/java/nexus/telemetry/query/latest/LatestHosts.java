package nexus.telemetry.query.latest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.letters.Quarantine.Damaged;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.NewerFormatException;
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
      new LatestHosts(
          0, new TreeMap<>(), new TreeSet<>(), new TreeMap<>(), Places.NONE, null, 0, List.of());

  /** Hosts in the first read while their size is not known. */
  private static final int FIRST_HOSTS = 100;

  private static final Logger LOG = Logger.getLogger(LatestHosts.class);

  private final long revision;
  private final SortedMap<String, HostLatest> byKey;
  private final SortedSet<String> unreadable;
  private final SortedMap<String, NewerFormatException> newer;
  private final Places places;
  private final int largestBytes;
  private final List<Damaged> found;

  /** What was added up last; null when nothing was. */
  private volatile Figured figured;

  private record Figured(long staleBeforeMs, HostFigures figures) {}

  private LatestHosts(
      long revision,
      SortedMap<String, HostLatest> byKey,
      SortedSet<String> unreadable,
      SortedMap<String, NewerFormatException> newer,
      Places places,
      Figured figured,
      int largestBytes,
      List<Damaged> found) {
    this.revision = revision;
    this.byKey = byKey;
    this.unreadable = unreadable;
    this.newer = newer;
    this.places = places;
    this.figured = figured;
    this.largestBytes = largestBytes;
    this.found = found;
  }

  /** The revision these are the values of. */
  public long revision() {
    return revision;
  }

  /**
   * One entry a host, ascending by key, without the GPUs that have left it.
   *
   * @throws NewerFormatException naming the key, when that of a host is of a newer version
   */
  public Collection<HostLatest> hosts() {
    checkNotNewer(host -> true);
    return places.hosts();
  }

  /**
   * The entries of some hosts, ascending by key.
   *
   * @param wanted tells by name which
   * @throws NewerFormatException naming the key, when that of one of them is of a newer version
   */
  public List<HostLatest> hosts(Predicate<String> wanted) {
    checkNotNewer(wanted);
    Iterator<HostLatest> hosts = places.hosts().iterator();
    List<HostLatest> some = new ArrayList<>();
    for (String key : byKey.keySet()) {
      HostLatest host = hosts.next();
      if (wanted.test(Keyspace.latestHost(key))) {
        some.add(host);
      }
    }
    return some;
  }

  private void checkNotNewer(Predicate<String> wanted) {
    newer.forEach(
        (host, what) -> {
          if (wanted.test(host)) {
            throw what;
          }
        });
  }

  /** Names of the hosts, ascending, without those that all of their GPUs have left. */
  public List<String> names() {
    return names(host -> !places.left().contains(host));
  }

  /** Names of the hosts that all of their GPUs have left, ascending. */
  public List<String> left() {
    return names(places.left()::contains);
  }

  private List<String> names(Predicate<String> wanted) {
    return byKey.keySet().stream().map(Keyspace::latestHost).filter(wanted).toList();
  }

  /** Number of hosts, without those that all of their GPUs have left. */
  public long count() {
    return places.count();
  }

  /** Whether there is no host. */
  public boolean isEmpty() {
    return byKey.isEmpty();
  }

  /** Hosts of which what is stored cannot be read; they stand among the others without a GPU. */
  public SortedSet<String> unreadable() {
    return Collections.unmodifiableSortedSet(unreadable);
  }

  /** Values that cannot be read and were not known before. */
  List<Damaged> found() {
    return found;
  }

  /**
   * What is in no block yet of a GPU, as a block; also of one that has left its place.
   *
   * @param keys names the blocks
   * @param cluster whose hosts these are
   */
  public Optional<Entry> open(Keyspace keys, String cluster, GpuId place) {
    return Optional.ofNullable(byKey.get(keys.latest(cluster, place.host())))
        .flatMap(host -> host.open(place.gpu()))
        .map(open -> open.entry(keys, cluster, place, revision));
  }

  /** What to throw where such a host decides. */
  public UnreadableException unreadable(Keyspace keys, String cluster, String host) {
    return UnreadableException.answer(
        keys.latest(cluster, host), "which GPUs host " + host + " has is not known", null);
  }

  /** GPUs that are in another place now, by the place that they left. */
  public SortedMap<GpuId, MovedGpu> moved() {
    return places.moved();
  }

  /** Time of the newest sample, epoch milliseconds; empty when there is none. */
  public OptionalLong newestMs() {
    return places.newestMs();
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

  /**
   * What they say, when GPUs without a sample of {@code staleBeforeMs} or later have gone.
   *
   * @throws NewerFormatException naming the key, when that of a host is of a newer version
   */
  public HostFigures figures(long staleBeforeMs) {
    checkNotNewer(host -> true);
    Figured last = figured;
    if (last == null || last.staleBeforeMs() != staleBeforeMs) {
      last = new Figured(staleBeforeMs, HostFold.of(places, staleBeforeMs));
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
          new LatestHosts(
              changes.revision(),
              byKey,
              unreadable,
              newer,
              places,
              figured,
              largestBytes,
              List.of()));
    }
    TreeMap<String, HostLatest> merged = new TreeMap<>(byKey);
    TreeSet<String> damaged = new TreeSet<>(unreadable);
    TreeMap<String, NewerFormatException> waiting = new TreeMap<>(newer);
    List<Damaged> found = new ArrayList<>();
    int largest = largestBytes;
    long count = page.count();
    while (true) {
      for (Entry host : page.entries()) {
        merged.put(host.key(), decode(host, damaged, waiting, found));
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
                changes.revision(),
                merged,
                damaged,
                waiting,
                Places.of(merged.values()),
                null,
                largest,
                found))
        : Optional.empty();
  }

  private static HostLatest decode(
      Entry entry,
      SortedSet<String> damaged,
      SortedMap<String, NewerFormatException> waiting,
      List<Damaged> found) {
    String host = Keyspace.latestHost(entry.key());
    damaged.remove(host);
    waiting.remove(host);
    try {
      return StoredValues.newest(entry);
    } catch (NewerFormatException e) {
      waiting.put(host, e);
      return new HostLatest(host, List.of());
    } catch (UnreadableException e) {
      LOG.warnf("newest values of a host are left out: %s", e.getMessage());
      damaged.add(host);
      found.add(Damaged.of(entry, e.getMessage()));
      return new HostLatest(host, List.of());
    }
  }
}
