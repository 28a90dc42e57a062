package nexus.telemetry.drain;

import java.util.List;

/**
 * What a drain did: {@code samples = added + overwritten + unchanged}.
 *
 * @param cluster the cluster, or null when every cluster was drained
 * @param messages messages stored and acknowledged
 * @param samples samples those messages carried
 * @param added samples that are new
 * @param overwritten samples that replaced another value
 * @param unchanged samples that were stored already
 * @param deadLettered messages set aside because they cannot be stored
 * @param newerFormat messages that wait because they, or what they would change, are of a format
 *     that only a newer release reads; they are part of what remains
 * @param remaining messages that still wait, counted when something that was found was left; else 0
 * @param partitions what was done in each partition that had messages
 * @param elapsedMs milliseconds this took
 */
public record DrainResult(
    String cluster,
    long messages,
    long samples,
    long added,
    long overwritten,
    long unchanged,
    long deadLettered,
    long newerFormat,
    long remaining,
    List<PartitionResult> partitions,
    long elapsedMs) {

  public DrainResult {
    partitions = List.copyOf(partitions);
  }

  /**
   * What a drain did in one partition.
   *
   * @param cluster the cluster
   * @param partition two digits
   * @param messages messages stored and acknowledged
   * @param samples samples those messages carried
   * @param deadLettered messages set aside
   * @param outcome how it ended
   */
  public record PartitionResult(
      String cluster,
      String partition,
      long messages,
      long samples,
      long deadLettered,
      Outcome outcome) {}

  /** How the work on a partition ended. */
  public enum Outcome {
    /** Every message listed was dealt with. */
    DRAINED,
    /** Another drainer holds the partition. */
    CLAIMED_ELSEWHERE,
    /** The claim ended before the work did; nothing was written after that. */
    CLAIM_LOST,
    /** The time budget or the message limit was reached; the rest waits. */
    STOPPED_EARLY,
    /** A message could not be stored yet; it stays for another attempt. */
    RETRY_LATER,
    /** Every other message was dealt with; the rest waits for a newer release. */
    NEWER_FORMAT
  }
}
