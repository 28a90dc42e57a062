package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nexus.telemetry.csv.gpus.FactCollector;
import nexus.telemetry.csv.gpus.PodSeries;
import nexus.telemetry.csv.labels.LabelText;
import nexus.telemetry.csv.labels.UnreadLabels;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.SliceMap;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SeriesName;

/**
 * Finds the labels by which the series of a metric differ: every label but those that name the GPU,
 * describe it, or describe how it was scraped. What stands in a {@linkplain LabelColumns column of
 * its own} counts before what {@code labels_raw} says.
 *
 * <p>For whom a GPU works (pod, namespace, container) does not tell its series apart either, unless
 * samples of one time differ in both; see {@link PodSeries}.
 */
final class SeriesLabels implements FactCollector.Labels {

  private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9_]");

  private static final String[] IGNORED_PREFIXES = {
    "__", "DCGM_FI_", "app_kubernetes_io_", "helm_sh_", "meta_kubernetes_"
  };

  /** Names in lower case. */
  private static final List<String> IGNORED =
      List.of(
          // the GPU
          "gpu",
          "uuid",
          "gpu_uuid",
          "gpu_id",
          "gpu_index",
          "index",
          "device",
          "minor_number",
          "pci_bus_id",
          "bus_id",
          "gpu_bus_id",
          "gpu_i_id",
          "gpu_i_profile",
          "gpu_instance_id",
          "mig_profile",
          "mig_id",
          "mig_instance_id",
          "gi_id",
          "ci_id",
          "compute_instance_id",
          // what it is, and where
          "modelname",
          "model_name",
          "model",
          "gpu_model",
          "gpu_name",
          "name",
          "brand",
          "serial",
          "driver",
          "driver_version",
          "cuda_version",
          "vbios_version",
          // what Telegraf says of it, some of which changes while it works
          "arch",
          "pstate",
          "compute_mode",
          "hostname",
          "host",
          "node",
          "node_name",
          "nodename",
          "kubernetes_node",
          // for whom it works
          "pod",
          "pod_name",
          "pod_uid",
          "exported_pod",
          "namespace",
          "pod_namespace",
          "exported_namespace",
          "container",
          "container_name",
          "exported_container",
          "hpc_job",
          // the scrape
          "job",
          "exported_job",
          "instance",
          "exported_instance",
          "endpoint",
          "service",
          "cluster",
          "region",
          "zone",
          "prometheus",
          "prometheus_replica",
          "replica",
          "app",
          "controller_revision_hash",
          "pod_template_generation",
          "pod_template_hash",
          "k8s_app",
          "window_size_in_ms");

  private final int place;
  private final LabelColumns columns;
  private final SliceMap<Boolean> ignored = new SliceMap<>();

  SeriesLabels(CsvHeader header) {
    this.place = header.place(Column.LABELS_RAW);
    this.columns = header.labelColumns();
    IGNORED.forEach(name -> ignored.add(name.toCharArray(), 0, name.length(), true));
  }

  /**
   * The labels that tell the row's series from others of its metric; nearly always none.
   *
   * @throws RowRejected when they are out of bounds
   */
  @Override
  public SortedMap<String, String> of(RowFields row) throws RowRejected {
    if (columns.isEmpty()) {
      return labelled(row);
    }
    SortedMap<String, String> all = new TreeMap<>(labelled(row));
    columns.addTo(all, row);
    return checked(all, columns.places()[0]);
  }

  private SortedMap<String, String> labelled(RowFields row) throws RowRejected {
    if (place < 0 || row.isEmpty(place)) {
      return Collections.emptySortedMap();
    }
    SortedMap<String, String> found = null;
    LabelText labels = new LabelText(row.text(), row.start(place), row.end(place));
    while (labels.next()) {
      if (!isIgnored(labels) && !MissingWords.is(labels.value())) {
        found = found == null ? new TreeMap<>() : found;
        put(found, spelled(labels.key()), labels.value());
      }
    }
    if (!labels.unread().isEmpty()) {
      found = found == null ? new TreeMap<>() : found;
      putUnread(found, labels.unread());
    }
    return found == null ? Collections.emptySortedMap() : checked(found, place);
  }

  /** Two values of one name, or of two that are spelled alike, are two labels. */
  private static void put(SortedMap<String, String> all, String name, String value) {
    String free = name;
    for (int i = 2; all.containsKey(free); i++) {
      if (all.get(free).equals(value) || i > SeriesName.MAX_LABELS + 1) {
        return;
      }
      free = name + "_" + i;
    }
    all.put(free, value);
  }

  /** What cannot be read tells series apart, too, but under the name of what would not. */
  private static void putUnread(SortedMap<String, String> all, List<LabelText.Unread> unread) {
    List<String> nameless = new ArrayList<>();
    for (LabelText.Unread one : unread) {
      boolean something = !MissingWords.is(one.text()) && UnreadLabels.isSomething(one.text());
      if (something && one.key().isEmpty()) {
        nameless.add(one.text());
      } else if (something && !isIgnored(one.key())) {
        put(all, spelled(one.key()), UnreadLabels.value(one.text()));
      }
    }
    if (!nameless.isEmpty()) {
      put(all, UnreadLabels.LABEL, UnreadLabels.value(String.join(",", nameless)));
    }
  }

  /** As Prometheus spells names that others allow: {@code k8s.node} is {@code k8s_node}. */
  static String spelled(String key) {
    String name = OTHERS.matcher(key).replaceAll("_");
    return name.isEmpty() || !Character.isDigit(name.charAt(0)) ? name : "_" + name;
  }

  /** Whether a label of that name, if it is none of DCGM's own fields, tells no series apart. */
  static boolean isIgnoredName(String name) {
    return IGNORED.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether a label of that name tells no series apart. */
  static boolean isIgnored(String name) {
    return isIgnoredName(name) || Stream.of(IGNORED_PREFIXES).anyMatch(name::startsWith);
  }

  private boolean isIgnored(LabelText label) {
    for (String prefix : IGNORED_PREFIXES) {
      if (label.keyStartsWith(prefix)) {
        return true;
      }
    }
    return label.keyIsIn(ignored);
  }

  private static SortedMap<String, String> checked(SortedMap<String, String> labels, int place)
      throws RowRejected {
    try {
      return SeriesName.checked(labels);
    } catch (InvalidInputException e) {
      throw new RowRejected(place, e.getMessage());
    }
  }
}
