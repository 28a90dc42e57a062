package nexus.telemetry.query.promql;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Matcher;

/**
 * The labels of a GPU's series, as {@code /metrics} tells them, with pod, namespace and container
 * of their time, and {@code instance}, which dashboards for dcgm-exporter ask for: the host.
 */
final class PlaceLabels {

  /** The label that holds the cluster's name. */
  static final String CLUSTER = "cluster";

  private PlaceLabels() {}

  /** Those that the place alone decides. */
  static Map<String, String> ofPlace(String cluster, GpuId place) {
    TreeMap<String, String> labels = new TreeMap<>();
    labels.put("gpu", GpuId.wholeGpu(place.gpu()));
    labels.put("GPU_I_ID", GpuId.instance(place.gpu()));
    labels.put("Hostname", place.host());
    labels.put("instance", place.host());
    labels.put(CLUSTER, cluster);
    return labels;
  }

  /** Whether a place may have series that the matchers want. */
  static boolean mayMatch(Map<String, String> ofPlace, List<Matcher> matchers) {
    return matchers.stream()
        .allMatch(one -> !ofPlace.containsKey(one.name()) || one.matches(ofPlace.get(one.name())));
  }

  /**
   * All labels of a series.
   *
   * @param facts what is known of the GPU at the samples' time
   * @param series the stored series, whose own labels come before the facts' where they are of one
   *     of several pods
   */
  static Labels of(Map<String, String> ofPlace, GpuFacts facts, String name, String series) {
    TreeMap<String, String> labels = new TreeMap<>(facts.attribution());
    labels.putAll(SeriesName.labelsOf(series));
    labels.put("UUID", facts.uuid());
    labels.put("device", facts.device());
    labels.put("modelName", facts.model());
    labels.putAll(ofPlace);
    labels.put(Labels.NAME, name);
    return Labels.of(labels);
  }
}
