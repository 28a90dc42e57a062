package nexus.telemetry.drain;

import java.time.Duration;
import nexus.telemetry.incidents.IncidentPolicy;

/**
 * How a drainer works.
 *
 * @param owner name in its claims, for people who look
 * @param workers partitions drained side by side, 1 to 64; 0 where the caller drains them
 * @param rangeStart first share of the partitions it takes, percent, inclusive
 * @param rangeEnd last share of the partitions it takes, percent, exclusive
 * @param partitions number of partitions
 * @param blockSpanMs span of a block, milliseconds
 * @param retentionMs age at which blocks are removed, milliseconds before the cluster's newest
 *     sample; 0 for never
 * @param holdSeconds seconds for which it holds the partitions that it drained, so that the next
 *     drain need not claim them; 0 for a process that does not go on running
 * @param incidents what is an incident, and how long it is kept
 * @param usageRetentionMs age at which usage is removed, milliseconds before the cluster's newest
 *     sample; never before blocks are
 */
public record DrainOptions(
    String owner,
    int workers,
    int rangeStart,
    int rangeEnd,
    int partitions,
    long blockSpanMs,
    long retentionMs,
    long holdSeconds,
    IncidentPolicy incidents,
    long usageRetentionMs) {

  /** Most partitions drained side by side. */
  public static final int MAX_WORKERS = 64;

  private static final long YEAR_MS = Duration.ofDays(365).toMillis();

  /** A drainer that keeps usage for a year. */
  public DrainOptions(
      String owner,
      int workers,
      int rangeStart,
      int rangeEnd,
      int partitions,
      long blockSpanMs,
      long retentionMs,
      long holdSeconds,
      IncidentPolicy incidents) {
    this(
        owner,
        workers,
        rangeStart,
        rangeEnd,
        partitions,
        blockSpanMs,
        retentionMs,
        holdSeconds,
        incidents,
        YEAR_MS);
  }

  /** A drainer with the project's own rules. */
  public DrainOptions(
      String owner,
      int workers,
      int rangeStart,
      int rangeEnd,
      int partitions,
      long blockSpanMs,
      long retentionMs,
      long holdSeconds) {
    this(
        owner,
        workers,
        rangeStart,
        rangeEnd,
        partitions,
        blockSpanMs,
        retentionMs,
        holdSeconds,
        IncidentPolicy.DEFAULT);
  }

  /** A drainer that holds no partition longer than it drains it. */
  public DrainOptions(
      String owner,
      int workers,
      int rangeStart,
      int rangeEnd,
      int partitions,
      long blockSpanMs,
      long retentionMs) {
    this(owner, workers, rangeStart, rangeEnd, partitions, blockSpanMs, retentionMs, 0);
  }

  /**
   * @throws IllegalArgumentException when a number is out of its bounds
   */
  public DrainOptions {
    require(workers >= 0 && workers <= MAX_WORKERS, "workers must be 0 to 64, not " + workers);
    require(
        rangeStart >= 0 && rangeStart < rangeEnd && rangeEnd <= 100,
        "range must be within 0 to 100, not " + rangeStart + " to " + rangeEnd);
    require(blockSpanMs > 0, "block span must be positive, not " + blockSpanMs);
    require(holdSeconds >= 0, "seconds to hold are negative: " + holdSeconds);
    require(retentionMs >= 0, "retention is negative: " + retentionMs);
    require(usageRetentionMs > 0, "usage is kept for " + usageRetentionMs + " ms");
  }

  /**
   * Whether this drainer takes a partition. Each partition is in exactly one share, whatever their
   * number.
   */
  public boolean takes(String partition) {
    int share = Integer.parseInt(partition) * 100 / Math.max(partitions, 1);
    return Math.min(share, 99) >= rangeStart && Math.min(share, 99) < rangeEnd;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
