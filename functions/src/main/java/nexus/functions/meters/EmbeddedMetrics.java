package nexus.functions.meters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines of CloudWatch's embedded metric format: Lambda's log becomes metrics, without a call. Names
 * are in namespace {@code NexusTelemetry}, by function.
 */
@Singleton
public final class EmbeddedMetrics {

  private final InstantSource clock;
  private final ObjectMapper json;

  EmbeddedMetrics(InstantSource clock, ObjectMapper json) {
    this.clock = clock;
    this.json = json;
  }

  /**
   * A metric's value.
   *
   * @param unit a unit of CloudWatch, such as {@code Count}
   */
  public record Measured(String name, String unit, long value) {}

  /**
   * A line.
   *
   * @param function name of the function
   */
  public String line(String function, List<Measured> measured) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("_aws", directive(measured));
    line.put("FunctionName", function);
    measured.forEach(one -> line.put(one.name(), one.value()));
    try {
      return json.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("metrics cannot be written as JSON", e);
    }
  }

  private Map<String, Object> directive(List<Measured> measured) {
    List<Map<String, String>> metrics =
        measured.stream().map(one -> Map.of("Name", one.name(), "Unit", one.unit())).toList();
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
}
