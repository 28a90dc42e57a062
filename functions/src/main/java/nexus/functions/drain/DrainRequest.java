package nexus.functions.drain;

import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/**
 * The body of {@code POST /drainQueueBatch}; every field may be left out.
 *
 * @param cluster cluster to drain; null for every cluster that has messages
 * @param maxMessages messages after which no more are begun
 * @param budgetMs milliseconds after which no more are begun
 */
public record DrainRequest(String cluster, Long maxMessages, Long budgetMs) {

  /** A request without any field. */
  static final DrainRequest EMPTY = new DrainRequest(null, null, null);

  /**
   * @throws InvalidInputException when a limit is out of its bounds
   */
  DrainLimits limits() {
    return new DrainLimits(
        maxMessages == null ? DrainLimits.DEFAULT.maxMessages() : maxMessages,
        budgetMs == null ? DrainLimits.DEFAULT.budgetMs() : budgetMs);
  }

  /**
   * The cluster to drain, or null for every one.
   *
   * @throws InvalidInputException when it is no name
   */
  String checkedCluster() {
    return cluster == null ? null : Names.check("cluster", cluster);
  }
}
