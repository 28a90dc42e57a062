package nexus.telemetry.drain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.Claims.Claim;
import nexus.telemetry.queue.QueueSnapshot.Listed;
import nexus.telemetry.store.DrainCounters;

/**
 * What is known of a claimed partition before its drain reads anything.
 *
 * <pre>
 *                       counters and attempts     messages
 * Held                  kept since the last drain listed by the caller
 * ListedBeforeClaim     read with the claim       listed by the caller, before the claim
 * ReadWithClaim         read with the claim       keys read with the claim
 * Nothing               to be read                to be read
 * </pre>
 *
 * <p>It is used once: after a conflict the drain goes on with {@link Nothing} and reads all anew.
 */
sealed interface PartitionKnowledge {

  /**
   * How a drain left a partition in which nothing waits any more. Nobody else can have changed this
   * while the claim lasts; the next commit compares whether it does.
   *
   * @param claim the claim that it was drained under
   * @param counters what was stored so far
   * @param committedAt revision of the newest commit; 0 when there is none
   */
  record Drained(Claim claim, DrainCounters counters, long committedAt) {}

  /**
   * This process drained the partition and still holds its claim. No attempt failed there.
   *
   * @param before how the last drain left it
   * @param listed what waits now
   */
  record Held(Drained before, Listed listed) implements PartitionKnowledge {}

  /**
   * The messages were listed, and then the partition was claimed. The list is good only while no
   * commit came between.
   *
   * @param counters read in the request that claimed it, like the attempts
   * @param attempts failed attempts
   * @param listed what waited before the claim
   */
  record ListedBeforeClaim(Page counters, Page attempts, Listed listed)
      implements PartitionKnowledge {}

  /**
   * All was read in the request that claimed the partition.
   *
   * @param counters the counters
   * @param attempts failed attempts
   * @param firstKeys the first keys of its messages, nearly always all of them
   */
  record ReadWithClaim(Page counters, Page attempts, Page firstKeys)
      implements PartitionKnowledge {}

  /** Nothing is known: the answer to the claim was lost, or something changed since. */
  record Nothing() implements PartitionKnowledge {}

  /**
   * What a partition's drain reads first: best in the very request that claims it.
   *
   * @param listed whether its messages are listed already
   */
  static List<Op> reads(DrainContext context, Partition partition, boolean listed) {
    String cluster = partition.cluster();
    String number = partition.number();
    List<Op> reads = new ArrayList<>();
    reads.add(Op.get(Range.key(context.keys().drainCounter(cluster, number))));
    reads.add(Op.get(context.failed().attemptsRange(cluster, number)));
    if (!listed) {
      reads.add(Op.get(context.listing().firstKeys(cluster, number)));
    }
    return reads;
  }

  /**
   * What {@link #reads} found.
   *
   * @param pages its answers; empty when they were lost
   * @param listed the messages, where they were listed before
   */
  static PartitionKnowledge of(List<Page> pages, Optional<Listed> listed) {
    return switch (pages.size()) {
      case 2 -> new ListedBeforeClaim(pages.get(0), pages.get(1), listed.orElseThrow());
      case 3 -> new ReadWithClaim(pages.get(0), pages.get(1), pages.get(2));
      default -> new Nothing();
    };
  }
}
