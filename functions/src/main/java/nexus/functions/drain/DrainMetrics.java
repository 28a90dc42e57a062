package nexus.functions.drain;

import jakarta.inject.Singleton;
import java.util.List;
import nexus.functions.meters.EmbeddedMetrics;
import nexus.functions.meters.EmbeddedMetrics.Measured;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.query.stats.QueueQuery;

/** The metrics that Lambda's log has of each drain. */
@Singleton
final class DrainMetrics {

  private final QueueQuery queue;
  private final EmbeddedMetrics metrics;

  DrainMetrics(QueueQuery queue, EmbeddedMetrics metrics) {
    this.queue = queue;
    this.metrics = metrics;
  }

  /**
   * The line of a drain.
   *
   * @param function name of the function
   * @throws nexus.telemetry.kv.KvException when etcd does not tell how old the queue is
   */
  String line(DrainResult result, String function) {
    long oldestMs = result.remaining() == 0 ? 0 : oldestMs(result);
    return metrics.line(
        function,
        List.of(
            new Measured("QueueMessages", "Count", result.remaining()),
            new Measured("QueueOldestAge", "Milliseconds", oldestMs),
            new Measured("DeadLetters", "Count", result.deadLettered())));
  }

  private long oldestMs(DrainResult result) {
    return result.partitions().stream()
        .map(PartitionResult::cluster)
        .distinct()
        .mapToLong(queue::oldestMs)
        .max()
        .orElse(0);
  }
}
