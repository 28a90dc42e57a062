package nexus.telemetry.drain;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.StoredTimes;
import nexus.telemetry.store.StoredValues;
import nexus.telemetry.store.UsagePlace;
import nexus.telemetry.store.UsageReader;
import nexus.telemetry.store.UsageWriter;
import nexus.telemetry.usage.UsageDay;
import nexus.telemetry.usage.UsageDayCodec;
import nexus.telemetry.usage.UsageHours;
import nexus.telemetry.usage.UsageMeter;
import org.jboss.logging.Logger;

/**
 * Keeps the usage of one host's hours that are over.
 *
 * <pre>
 * usage/until/{host}          U  all hours before it are kept
 * usage/late/{host}/{time}    L  samples came that change hours from this time on
 * usage/hours/{day}/{host}       what is kept of a day
 * usage/days/{day}/{host}        the same added up, once all of the day is kept
 *
 * from min(U, L) on, day by day: put hours, days and U, delete the L
 *   if the host's newest values and U are as they were read
 * </pre>
 *
 * <p>Every commit that stores samples of a host puts its newest values. So what is kept is that of
 * the very samples that are stored, or is not kept: there is no moment in between. A commit whose
 * samples change hours that may be kept puts an L with them, and whoever asks takes the hours from
 * there on from the samples.
 *
 * <p>Hours whose blocks were removed stay as they are.
 */
final class HostRollup {

  private static final Logger LOG = Logger.getLogger(HostRollup.class);

  /** Days that are kept at a time: others are to be drained as well. */
  private static final int MOST_DAYS = 10;

  /** How long a host must be silent for its last hours to be kept. */
  private static final long SILENT_MS = Duration.ofDays(1).toMillis();

  private final Kv kv;
  private final Keyspace keys;
  private final DrainOptions options;
  private final InstantSource clock;

  HostRollup(DrainContext context) {
    this.kv = context.kv();
    this.keys = context.keys();
    this.options = context.options();
    this.clock = context.clock();
  }

  /**
   * What is known of a host's hours before some of them are kept.
   *
   * @param latest the host's newest values
   * @param revision the revision at which the others were read
   */
  private record Known(Entry latest, long revision, Page until, Page late) {

    /** Until when what is kept is right; 0 where nothing is. */
    long untilMs() {
      long untilMs = until.entries().stream().mapToLong(StoredTimes::timeMs).findFirst().orElse(0);
      return late.entries().stream()
          .mapToLong(one -> Keyspace.usageLateFrom(one.key()))
          .reduce(untilMs, Math::min);
    }

    long untilRevision() {
      return until.entries().stream().mapToLong(Entry::modRevision).sum();
    }
  }

  /**
   * Keeps what is over.
   *
   * @param entry the host's newest values
   * @param removedMs before when all blocks were removed, epoch milliseconds
   * @return false where not all of it is kept: there was too much, or samples came meanwhile
   * @throws UnreadableException when the newest values cannot be read
   * @throws nexus.telemetry.model.NewerFormatException naming the key, when something is of a newer
   *     version
   */
  boolean keep(String cluster, Entry entry, long removedMs) {
    HostLatest latest = StoredValues.newest(entry);
    List<UsagePlace> places = UsagePlace.of(latest.host(), latest.gpus());
    if (places.isEmpty()) {
      return true;
    }
    Known known = known(cluster, entry, latest.host());
    long fromMs = known.untilMs();
    if (removedMs > 0) {
      fromMs = Math.max(fromMs, UsageHours.fullHourFrom(removedMs + UsageMeter.REACH_MS));
    }
    if (fromMs == 0) {
      fromMs = UsageHours.hourOf(firstMs(cluster, places));
    }
    return keep(cluster, latest.host(), known, places, new Hours(fromMs, closedMs(latest)));
  }

  /** Whole hours, none where they end before they begin. */
  private record Hours(long fromMs, long toMs) {}

  private Known known(String cluster, Entry entry, String host) {
    Txn reads =
        Txn.always(
            List.of(
                Op.get(Range.key(keys.usageUntil(cluster, host))),
                Op.get(Range.prefix(keys.usageLate(cluster, host)))));
    TxnResult read = KvFutures.await(kv.txn(reads));
    return new Known(entry, read.revision(), read.pages().get(0), read.pages().get(1));
  }

  private long closedMs(HostLatest latest) {
    long nowMs = clock.millis();
    long newestMs = latest.newestMs();
    return nowMs - newestMs > SILENT_MS
        ? UsageHours.hourOf(newestMs) + 2 * UsageHours.HOUR_MS
        : UsageHours.closedBefore(Math.min(newestMs, nowMs));
  }

  /** The first sample of some places; of one that tells none its newest. */
  private long firstMs(String cluster, List<UsagePlace> places) {
    long firstMs = Long.MAX_VALUE;
    for (UsagePlace place : places) {
      firstMs = Math.min(firstMs, place.endMs() - UsageMeter.HOLD_MS);
      Range metadata = Range.key(keys.metadata(cluster, place.id()));
      for (Entry entry : KvFutures.await(kv.range(metadata)).entries()) {
        try {
          firstMs = Math.min(firstMs, StoredValues.metadata(entry).firstSeenMs());
        } catch (UnreadableException e) {
          LOG.debugf("the first sample of %s is not known: %s", place.id(), e.getMessage());
        }
      }
    }
    return firstMs;
  }

  private boolean keep(
      String cluster, String host, Known known, List<UsagePlace> places, Hours hours) {
    UsageWriter writer =
        new UsageWriter(
            new UsageReader(
                kv,
                keys,
                cluster,
                options.blockSpanMs(),
                known.revision(),
                options.incidents().rules()::isFatal));
    long untilRevision = known.untilRevision();
    long from = hours.fromMs();
    for (int days = 0; days < MOST_DAYS && from < hours.toMs(); days++) {
      long day = UsageHours.dayOf(from);
      long to = Math.min(hours.toMs(), day + UsageHours.DAY_MS);
      UsageDay kept =
          kept(cluster, host, day)
              .with(
                  writer.measure(places, new TimeRange(from, to)),
                  UsageHours.numberOf(from),
                  UsageHours.numberOf(to - 1) + 1);
      TxnResult put = KvFutures.await(kv.txn(put(cluster, host, known, untilRevision, kept, to)));
      if (!put.succeeded()) {
        return false;
      }
      untilRevision = put.revision();
      from = to;
    }
    return from >= hours.toMs();
  }

  /** What stands of a day; what cannot be read is as if it was not there. */
  private UsageDay kept(String cluster, String host, long dayMs) {
    Range key = Range.key(keys.usageHours(cluster, dayMs, host));
    for (Entry entry : KvFutures.await(kv.range(key)).entries()) {
      try {
        return StoredValues.decode(entry, UsageDayCodec::decode);
      } catch (UnreadableException e) {
        LOG.warnf("what is kept of a day is lost: %s", e.getMessage());
      }
    }
    return UsageDay.EMPTY;
  }

  private Txn put(
      String cluster, String host, Known known, long untilRevision, UsageDay kept, long toMs) {
    String until = keys.usageUntil(cluster, host);
    String late = keys.usageLate(cluster, host);
    long dayMs = UsageHours.dayOf(toMs - 1);
    List<Op> ops = new ArrayList<>();
    ops.add(Op.put(keys.usageHours(cluster, dayMs, host), UsageDayCodec.encode(kept)));
    if (toMs == dayMs + UsageHours.DAY_MS) {
      ops.add(Op.put(keys.usageDays(cluster, dayMs, host), UsageDayCodec.encode(kept.wholeDay())));
    }
    ops.add(Op.put(until, StoredTimes.encode(toMs)));
    ops.add(new Op.DeleteRange(late, Range.endOf(late)));
    return Txn.when(
        List.of(
            Compare.unchanged(known.latest().key(), known.latest().modRevision()),
            Compare.unchanged(until, untilRevision)),
        ops);
  }
}
