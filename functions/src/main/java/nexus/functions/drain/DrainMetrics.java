package nexus.functions.drain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.query.stats.QueueQuery;

/**
 * One line of CloudWatch's embedded metric format after each drain: Lambda's log becomes metrics,
 * without a call. Names are in namespace {@code NexusTelemetry}, by function.
 */
@Singleton
final class DrainMetrics {

  private static final Map<String, String> UNITS =
      Map.of("QueueMessages", "Count", "QueueOldestAge", "Milliseconds", "DeadLetters", "Count");

  private final QueueQuery queue;
  private final InstantSource clock;
  private final ObjectMapper json;

  DrainMetrics(QueueQuery queue, InstantSource clock, ObjectMapper json) {
    this.queue = queue;
    this.clock = clock;
    this.json = json;
  }

  /**
   * The line of a drain.
   *
   * @param function name of the function
   * @throws nexus.telemetry.kv.KvException when etcd does not tell how old the queue is
   */
  String line(DrainResult result, String function) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("_aws", directive());
    line.put("FunctionName", function);
    line.put("QueueMessages", result.remaining());
    line.put("QueueOldestAge", result.remaining() == 0 ? 0 : oldestMs(result));
    line.put("DeadLetters", result.deadLettered());
    try {
      return json.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("metrics cannot be written as JSON", e);
    }
  }

  private Map<String, Object> directive() {
    List<Map<String, String>> metrics =
        UNITS.entrySet().stream()
            .map(metric -> Map.of("Name", metric.getKey(), "Unit", metric.getValue()))
            .toList();
    Map<String, Object> metricsOf =
        Map.of(
            "Namespace",
            "NexusTelemetry",
            "Dimensions",
            List.of(List.of("FunctionName")),
            "Metrics",
            metrics);
    return Map.of("Timestamp", clock.millis(), "CloudWatchMetrics", List.of(metricsOf));
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
