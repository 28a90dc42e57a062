package nexus.telemetry.live;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.capture.series.SampleRows;

/**
 * What OTLP sends: points of metrics, each with attributes, below the attributes of the resource
 * that they are of. They become the series that Prometheus would make of them.
 *
 * <p>Attributes of a point are labels. Of a resource those are that say where it is, under their
 * labels' usual names.
 */
final class OtlpMetrics {

  /** Attributes that have another name as labels. */
  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("host.name", "host"),
          Map.entry("k8s.node.name", "node"),
          Map.entry("service.instance.id", "instance"),
          Map.entry("k8s.pod.name", "pod"),
          Map.entry("k8s.namespace.name", "namespace"),
          Map.entry("k8s.container.name", "container"));

  /** Those of a resource that say where it is; its others describe the sender. */
  private static final List<String> OF_RESOURCE =
      List.of(
          "host.name",
          "k8s.node.name",
          "service.instance.id",
          "k8s.pod.name",
          "k8s.namespace.name",
          "k8s.container.name");

  /** Of a point's flags: it says that there is no value. */
  private static final int NO_VALUE = 1;

  private static final long NANOS = 1_000_000;

  private static final String SUM_OF_DELTAS =
      "(a sum of deltas, and what is kept is the total: set the temporality of its exporter to"
          + " cumulative, or put the processor deltatocumulative before this one)";

  private static final String WITHOUT_VALUE =
      "the point has neither asInt nor asDouble, and no flag that there is none";

  private final SampleRows rows;
  private Map<String, String> resource = Map.of();

  OtlpMetrics(SampleRows rows) {
    this.rows = rows;
  }

  /** Whether a point with these flags says that its series has ended. */
  static boolean isWithoutValue(int flags) {
    return (flags & NO_VALUE) != 0;
  }

  /** Points from here on are of this resource. */
  void resource(Map<String, String> attributes) {
    resource = attributes;
  }

  /**
   * Takes a point.
   *
   * @param metric what it is of
   * @param attributes the point's own
   * @param timeNanos nanoseconds since 1970
   * @param value NaN for none
   */
  void point(OtlpMetric metric, Map<String, String> attributes, long timeNanos, double value) {
    long time = Math.floorDiv(timeNanos, NANOS);
    series(metric, attributes);
    if (metric.isDelta() && !Double.isNaN(value)) {
      rows.bad(Long.toString(time), SUM_OF_DELTAS);
    } else {
      rows.sample(time, value);
    }
  }

  /** Takes a point that has no value, and does not say that there is none. */
  void withoutValue(OtlpMetric metric, Map<String, String> attributes, long timeNanos) {
    badValue(metric, attributes, timeNanos, WITHOUT_VALUE);
  }

  /** Takes a point whose time is none, so that it is rejected. */
  void badTime(OtlpMetric metric, Map<String, String> attributes, String reason) {
    series(metric, attributes);
    rows.bad('(' + reason + ')', "0");
  }

  /** Takes a point whose value is none, so that it is rejected. */
  void badValue(OtlpMetric metric, Map<String, String> attributes, long timeNanos, String reason) {
    series(metric, attributes);
    rows.bad(Long.toString(Math.floorDiv(timeNanos, NANOS)), '(' + reason + ')');
  }

  /** Counts a point that is no number. */
  void other(OtlpMetric metric) {
    series(metric, Map.of());
    rows.ignore();
  }

  private void series(OtlpMetric metric, Map<String, String> attributes) {
    rows.series();
    rows.unit(metric.unitWord());
    rows.label("__name__", metric.name());
    Map<String, String> labels = new LinkedHashMap<>();
    for (String key : OF_RESOURCE) {
      if (resource.containsKey(key)) {
        labels.put(LABELS.getOrDefault(key, key), resource.get(key));
      }
    }
    attributes.forEach((key, value) -> labels.put(LABELS.getOrDefault(key, key), value));
    labels.forEach(rows::label);
  }
}
