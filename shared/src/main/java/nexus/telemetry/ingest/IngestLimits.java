package nexus.telemetry.ingest;

import java.util.Optional;
import nexus.telemetry.kv.Status;

/**
 * Where an ingest is refused, so that etcd never has to refuse. The drain needs room as well: it
 * stores what waits, and so frees the queue.
 *
 * <p>etcd refuses a put, and raises the alarm {@code NOSPACE}, when the database's size and the
 * put's together reach the quota. The size counts pages that were freed by a compaction, which are
 * used again, and only a defragmentation gives them back. So a database that is large and mostly
 * free is not full, unless its size leaves no room for one request.
 *
 * <pre>
 * refused   an alarm NOSPACE is up
 *           in use  ≥ mark × quota
 *           size    ≥ 95 % of quota, and less than a quarter of it free: it soon grows further
 *           size    ≥ quota − 2 MiB: etcd refuses the next large request
 * </pre>
 *
 * @param maxMessages messages of a cluster that may wait, before those of one more section; 0 for
 *     any number
 * @param quotaBytes bytes that etcd's database may grow to; 0 where that is not known, so that only
 *     the alarm tells
 * @param highWaterPercent the mark, percent of the quota, 1 to 100
 */
public record IngestLimits(long maxMessages, long quotaBytes, int highWaterPercent) {

  /** No limit but etcd's own. */
  public static final IngestLimits NONE = new IngestLimits(0, 0, 100);

  /** More than the largest request etcd takes. */
  private static final long ONE_REQUEST = 2 << 20;

  private static final int NEARLY_PERCENT = 95;
  private static final int ENOUGH_FREE = 4;

  /**
   * @throws IllegalArgumentException when a number is out of its bounds
   */
  public IngestLimits {
    if (maxMessages < 0 || quotaBytes < 0 || highWaterPercent < 1 || highWaterPercent > 100) {
      throw new IllegalArgumentException(
          "no limits: %d messages, %d bytes, %d %%"
              .formatted(maxMessages, quotaBytes, highWaterPercent));
    }
  }

  boolean isNone() {
    return equals(NONE);
  }

  /**
   * Why no more messages of a cluster may wait when {@code depth} of them do; empty when they may.
   */
  Optional<String> queueFull(String cluster, long depth) {
    return maxMessages == 0 || depth < maxMessages
        ? Optional.empty()
        : Optional.of(
            "%d messages of cluster %s wait to be stored, the limit is %d (QUEUE_MAX_MESSAGES)"
                .formatted(depth, cluster, maxMessages));
  }

  /** Why the database may take no more messages; empty when it may. */
  Optional<String> databaseFull(Status status) {
    if (status.alarms().contains("NOSPACE")) {
      return Optional.of("etcd's database is full and takes no writes (alarm NOSPACE)");
    }
    if (quotaBytes == 0) {
      return Optional.empty();
    }
    long size = status.dbSizeBytes();
    long used = status.dbSizeInUseBytes();
    if (used >= percent(highWaterPercent)) {
      return Optional.of(
          "etcd's database has %d bytes in use of a quota of %d, the limit is %d %% of it"
                  .formatted(used, quotaBytes, highWaterPercent)
              + " (ETCD_HIGH_WATER_PERCENT)");
    }
    boolean grows = size >= percent(NEARLY_PERCENT) && size - used < size / ENOUGH_FREE;
    return grows || size >= quotaBytes - ONE_REQUEST
        ? Optional.of(
            "etcd's database has grown to %d bytes of a quota of %d: it must be defragmented"
                .formatted(size, quotaBytes))
        : Optional.empty();
  }

  private long percent(int percent) {
    return (long) (quotaBytes * (percent / 100.0));
  }
}
