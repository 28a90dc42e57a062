package nexus.telemetry.store;

import java.nio.charset.StandardCharsets;
import nexus.telemetry.json.StoredVersion;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Page;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import org.jboss.logging.Logger;

/** From when to when a cluster has samples, as ingest and retention need to know. */
public final class StoredTimes {

  private static final Logger LOG = Logger.getLogger(StoredTimes.class);

  private StoredTimes() {}

  /**
   * The newest sample of a cluster, epoch milliseconds; 0 when there is none. A counter that cannot
   * be read is passed over: where it is damaged the next drain of its partition sets it aside.
   * Without it less expires, never more.
   *
   * @param counters every drain counter of the cluster
   */
  public static long newestMs(Page counters) {
    long newest = 0;
    for (Entry entry : counters.entries()) {
      try {
        newest = Math.max(newest, DrainCounters.decode(entry.value()).newestMs());
      } catch (UnreadableException | NewerFormatException e) {
        LOG.warnf("the newest sample is told without %s: %s", entry.key(), e.getMessage());
      }
    }
    return newest;
  }

  /**
   * Before when all blocks of a cluster were removed, epoch milliseconds; 0 where none were.
   *
   * @param expired the value of the cluster's {@code expired} key, if it has one
   */
  public static long removedBeforeMs(Page expired) {
    return expired.entries().stream().mapToLong(StoredTimes::timeMs).findFirst().orElse(0);
  }

  /**
   * The time that an entry holds as digits, epoch milliseconds; 0 when it holds something else.
   *
   * @throws NewerFormatException naming the key, when it is of a newer version
   */
  public static long timeMs(Entry entry) {
    StoredVersion.newer(StoredFormat.EXPIRED, entry.value())
        .ifPresent(
            newer -> {
              throw newer.at(entry.key());
            });
    return isTime(entry) ? Long.parseLong(text(entry)) : 0;
  }

  /** Whether an entry holds a time. */
  public static boolean isTime(Entry entry) {
    return text(entry).matches("\\d{1,13}");
  }

  private static String text(Entry entry) {
    return new String(entry.value(), StandardCharsets.US_ASCII);
  }

  /** The value of an entry that holds a time. */
  public static byte[] encode(long timeMs) {
    return Long.toString(timeMs).getBytes(StandardCharsets.US_ASCII);
  }
}
