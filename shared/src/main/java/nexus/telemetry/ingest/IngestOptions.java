package nexus.telemetry.ingest;

import java.nio.file.Path;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.work.MemoryBudget;

/**
 * How CSV is ingested.
 *
 * @param publish how messages are published
 * @param workers chunks ingested side by side, 1 to 64; 0 where the caller ingests them
 * @param ledgerRetentionSeconds seconds for which it is remembered what was ingested; 0 for ever
 * @param retentionMs age at which samples are kept no longer, milliseconds; 0 for never
 * @param spool folder for the messages of large uploads while they are received
 * @param limits where an ingest is refused
 * @param memory what all that is ingested at a time shares
 */
public record IngestOptions(
    PublishOptions publish,
    int workers,
    long ledgerRetentionSeconds,
    long retentionMs,
    Path spool,
    IngestLimits limits,
    MemoryBudget memory) {

  /**
   * @throws IllegalArgumentException when a number is out of its bounds
   */
  public IngestOptions {
    if (workers < 0 || workers > 64) {
      throw new IllegalArgumentException("workers must be 0 to 64, not " + workers);
    }
    if (ledgerRetentionSeconds < 0) {
      throw new IllegalArgumentException("retention is negative: " + ledgerRetentionSeconds);
    }
    if (retentionMs < 0) {
      throw new IllegalArgumentException("retention is negative: " + retentionMs);
    }
  }

  /** Takes as much memory as it needs. */
  public IngestOptions(
      PublishOptions publish,
      int workers,
      long ledgerRetentionSeconds,
      long retentionMs,
      Path spool,
      IngestLimits limits) {
    this(
        publish,
        workers,
        ledgerRetentionSeconds,
        retentionMs,
        spool,
        limits,
        MemoryBudget.unbounded());
  }

  /** Takes samples of any age. */
  public IngestOptions(
      PublishOptions publish,
      int workers,
      long ledgerRetentionSeconds,
      Path spool,
      IngestLimits limits) {
    this(publish, workers, ledgerRetentionSeconds, 0, spool, limits);
  }

  /** Takes samples of any age, and refuses nothing that etcd takes. */
  public IngestOptions(
      PublishOptions publish, int workers, long ledgerRetentionSeconds, Path spool) {
    this(publish, workers, ledgerRetentionSeconds, spool, IngestLimits.NONE);
  }
}
