package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.local.cli.GpuSeries.Series;

/** What the server's dictionary of fields says of metrics, in words for people. */
final class MetricWords {

  /** Most names that one question may hold. */
  private static final int MOST = 100;

  private final Map<String, JsonNode> fields = new HashMap<>();

  private MetricWords() {}

  /** Asks the server for the fields of some series. */
  static MetricWords of(Server server, Collection<Series> series) {
    List<String> metrics = series.stream().map(Series::metric).toList();
    MetricWords words = new MetricWords();
    for (int from = 0; from < metrics.size(); from += MOST) {
      words.learn(server, metrics.subList(from, Math.min(metrics.size(), from + MOST)));
    }
    return words;
  }

  private void learn(Server server, List<String> metrics) {
    Target question = new Target("/api/v1/fields");
    metrics.forEach(metric -> question.with("name", metric));
    for (JsonNode field : server.get(question).json().path("data")) {
      fields.put(Fields.text(field, "name"), field);
    }
  }

  /** A metric's name for people; empty where no field has it. */
  String name(String metric) {
    return fields.containsKey(metric) ? Fields.text(fields.get(metric), "displayName") : "";
  }

  /** A value and its unit: in the unit that fits, and the reasons of a mask of bits. */
  String[] value(Series series) {
    double value = series.last().value();
    JsonNode bits = fields.containsKey(series.metric()) ? fields.get(series.metric()) : null;
    return bits == null || bits.path("bits").isEmpty()
        ? Units.scaled(value, series.unit())
        : new String[] {reasons(bits.path("bits"), (long) value), ""};
  }

  private static String reasons(JsonNode bits, long mask) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode bit : bits) {
      if ((mask & Fields.number(bit, "mask")) != 0) {
        reasons.add(Fields.text(bit, "reason"));
      }
    }
    return reasons.isEmpty() ? "none" : String.join(", ", reasons);
  }
}
