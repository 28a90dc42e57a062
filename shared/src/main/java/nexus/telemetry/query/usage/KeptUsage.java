package nexus.telemetry.query.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.PagedRead;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.StoredTimes;
import nexus.telemetry.store.StoredValues;
import nexus.telemetry.usage.UsageDay;
import nexus.telemetry.usage.UsageDayCodec;
import nexus.telemetry.usage.UsageHours;
import org.jboss.logging.Logger;

/**
 * Hours whose usage is kept, at one revision: whole days are read added up, of others the hours.
 *
 * <pre>
 *      from            |  day  |  day  |     until     to
 * samples | hours      | days  | days  | hours | samples
 * </pre>
 */
final class KeptUsage {

  private static final Logger LOG = Logger.getLogger(KeptUsage.class);
  private static final int FIRST_HOSTS = 200;

  /** Hosts of a day from which on all of the day are read. */
  private static final int MANY_HOSTS = 16;

  private final Kv kv;
  private final Keyspace keys;
  private final String cluster;
  private final long revision;
  private final Map<String, Long> untilMs = new TreeMap<>();

  KeptUsage(Kv kv, Keyspace keys, String cluster, long revision) {
    this.kv = kv;
    this.keys = keys;
    this.cluster = cluster;
    this.revision = revision;
    each(Range.prefix(keys.usageUntil(cluster)), this::until);
    each(Range.prefix(keys.usageLate(cluster)), this::late);
  }

  private void each(Range range, Consumer<Entry> task) {
    PagedRead pages = new PagedRead(kv, range.at(revision), FIRST_HOSTS);
    while (pages.hasNext()) {
      pages.next().entries().forEach(task);
    }
  }

  private void until(Entry entry) {
    untilMs.put(Keyspace.usageHost(entry.key()), StoredTimes.timeMs(entry));
  }

  private void late(Entry entry) {
    untilMs.computeIfPresent(
        Keyspace.usageLateHost(entry.key()),
        (host, until) -> Math.min(until, Keyspace.usageLateFrom(entry.key())));
  }

  /** Until when all hours of a host are kept, epoch milliseconds; 0 where none are. */
  long untilMs(String host) {
    return untilMs.getOrDefault(host, 0L);
  }

  /**
   * Adds the hours that are kept.
   *
   * @param hours whole hours
   * @param byDays whether days may be added as a whole
   * @param unreadable hosts of which something that is kept cannot be read are put there
   */
  void add(TimeRange hours, boolean byDays, UsageTable table, SortedSet<String> unreadable) {
    long lastMs =
        Math.min(
            hours.toMs(), untilMs.values().stream().mapToLong(Long::longValue).max().orElse(0));
    long wholeFrom = UsageHours.fullDayFrom(hours.fromMs());
    long wholeTo = byDays ? UsageHours.dayOf(lastMs) : wholeFrom;
    if (wholeFrom < wholeTo) {
      each(
          keys.usageDays(cluster, wholeFrom, wholeTo),
          entry -> {
            long dayMs = Keyspace.usageDay(entry.key());
            if (dayMs + UsageHours.DAY_MS <= untilMs(Keyspace.usageHost(entry.key()))) {
              add(entry, new TimeRange(dayMs, dayMs + UsageHours.DAY_MS), table, unreadable);
            }
          });
    }
    for (long day = UsageHours.dayOf(hours.fromMs()); day < lastMs; day += UsageHours.DAY_MS) {
      boolean whole = wholeFrom <= day && day < wholeTo;
      addHours(day, hours, whole, table, unreadable);
    }
  }

  /** Adds hours of a day: of hosts of which it was not added as a whole. */
  private void addHours(
      long day, TimeRange hours, boolean whole, UsageTable table, SortedSet<String> unreadable) {
    SortedSet<String> hosts = new TreeSet<>();
    untilMs.forEach(
        (host, until) -> {
          long end = day + UsageHours.DAY_MS;
          if (Math.max(day, hours.fromMs()) < Math.min(until, Math.min(end, hours.toMs()))
              && !(whole && end <= until)) {
            hosts.add(host);
          }
        });
    List<Range> ranges = new ArrayList<>();
    if (hosts.size() > MANY_HOSTS) {
      ranges.add(keys.usageHours(cluster, day, day + UsageHours.DAY_MS));
    } else {
      hosts.forEach(host -> ranges.add(Range.key(keys.usageHours(cluster, day, host))));
    }
    for (Range range : ranges) {
      each(
          range,
          entry -> {
            String host = Keyspace.usageHost(entry.key());
            if (hosts.contains(host)) {
              long toMs = Math.min(untilMs(host), hours.toMs());
              add(entry, new TimeRange(hours.fromMs(), toMs), table, unreadable);
            }
          });
    }
  }

  private void add(Entry entry, TimeRange range, UsageTable table, SortedSet<String> unreadable) {
    String host = Keyspace.usageHost(entry.key());
    long dayMs = Keyspace.usageDay(entry.key());
    try {
      for (UsageDay.Part part : StoredValues.decode(entry, UsageDayCodec::decode).parts()) {
        long hour = dayMs + part.hour() * UsageHours.HOUR_MS;
        if (range.fromMs() <= hour && hour < range.toMs()) {
          table.add(hour, new GpuId(host, part.gpu()), part.owner(), part.amounts(), 1);
        }
      }
    } catch (UnreadableException e) {
      LOG.warnf("usage is told without what cannot be read: %s", e.getMessage());
      unreadable.add(host);
      forget(host, dayMs);
    }
  }

  /** Has what cannot be read worked out anew, where its samples are still there. */
  private void forget(String host, long dayMs) {
    KvFutures.await(
        kv.txn(Txn.always(List.of(Op.put(keys.usageLate(cluster, host, dayMs), new byte[0])))));
  }
}
