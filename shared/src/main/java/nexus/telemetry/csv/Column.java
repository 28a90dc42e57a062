package nexus.telemetry.csv;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The columns that say where, when and of what a value is. Order of files is free. */
public enum Column {
  TIMESTAMP("timestamp"),
  METRIC_NAME("metric_name"),
  GPU_ID("gpu_id"),
  DEVICE("device"),
  UUID("uuid"),
  MODEL_NAME("modelName"),
  DRIVER("driver_version"),
  HOSTNAME("Hostname"),
  /** Where a value was scraped: the host, where nothing better says it. */
  INSTANCE("instance"),
  CONTAINER("container"),
  POD("pod"),
  NAMESPACE("namespace"),
  VALUE("value"),
  LABELS_RAW("labels_raw"),
  GPU_I_ID("GPU_I_ID"),
  /** The part of a MIG instance. */
  COMPUTE_INSTANCE_ID("compute_instance_id"),
  GPU_I_PROFILE("GPU_I_PROFILE"),
  PCI_BUS_ID("pci_bus_id"),
  /** Where a row was when it was rejected; not read, so that such a file can be sent again. */
  REJECTED_LINE("rejected_line"),
  /** Why a row was rejected; not read either. */
  REJECTED_REASON("rejected_reason");

  /** What other tools call them, by {@link #key}. */
  private static final Map<String, Column> ALIASES =
      Map.ofEntries(
          entry("time", TIMESTAMP),
          entry("date", TIMESTAMP),
          entry("datetime", TIMESTAMP),
          entry("ts", TIMESTAMP),
          entry("timestamputc", TIMESTAMP),
          entry("timestamp(utc)", TIMESTAMP),
          entry("time(utc)", TIMESTAMP),
          entry("timeutc", TIMESTAMP),
          entry("datetimeutc", TIMESTAMP),
          entry("utc", TIMESTAMP),
          entry("timestampms", TIMESTAMP),
          entry("timestampns", TIMESTAMP),
          entry("timestamps", TIMESTAMP),
          entry("timems", TIMESTAMP),
          entry("epoch", TIMESTAMP),
          entry("epochms", TIMESTAMP),
          entry("unixtime", TIMESTAMP),
          entry("unixtimestamp", TIMESTAMP),
          entry("timestampunix", TIMESTAMP),
          entry("gpuinstanceid", GPU_I_ID),
          entry("migid", GPU_I_ID),
          entry("miginstanceid", GPU_I_ID),
          entry("miguuid", GPU_I_ID),
          entry("giid", GPU_I_ID),
          entry("ciid", COMPUTE_INSTANCE_ID),
          entry("gpu", GPU_ID),
          entry("index", GPU_ID),
          entry("gpuindex", GPU_ID),
          entry("gpuidx", GPU_ID),
          entry("idx", GPU_ID),
          entry("gpuno", GPU_ID),
          entry("gpunumber", GPU_ID),
          entry("minornumber", GPU_ID),
          entry("host", HOSTNAME),
          entry("node", HOSTNAME),
          entry("nodename", HOSTNAME),
          entry("machine", HOSTNAME),
          entry("server", HOSTNAME),
          entry("kubernetesnode", HOSTNAME),
          entry("exportedinstance", INSTANCE),
          entry("scrapehost", INSTANCE),
          entry("exportedpod", POD),
          entry("podname", POD),
          entry("exportednamespace", NAMESPACE),
          entry("podnamespace", NAMESPACE),
          entry("exportedcontainer", CONTAINER),
          entry("containername", CONTAINER),
          entry("migprofile", GPU_I_PROFILE),
          entry("metric", METRIC_NAME),
          entry("name", MODEL_NAME),
          entry("labels", LABELS_RAW),
          entry("tags", LABELS_RAW),
          entry("gpuuuid", UUID),
          entry("gpuname", MODEL_NAME),
          entry("gpumodel", MODEL_NAME),
          entry("model", MODEL_NAME),
          entry("productname", MODEL_NAME),
          entry("driver", DRIVER),
          entry("pci.busid", PCI_BUS_ID),
          entry("gpubusid", PCI_BUS_ID),
          entry("busid", PCI_BUS_ID),
          entry("dcgmfidriverversion", DRIVER));

  /**
   * What nvidia-smi and DCGM say in words that are no fact kept here: whoever asks for everything
   * has these among the columns of metrics.
   */
  private static final Pattern TEXT =
      Pattern.compile(
          "count|unnamed: \\d+|measurement|(gpu_)?serial|pstate|vbios_version|compute_mode|persistence_mode"
              + "|display_(mode|active|attached)"
              + "|pci\\.(domain|bus|device|device_id|sub_device_id|baseclass|subclass)"
              + "|(driver_model|mig\\.mode|ecc\\.mode|gom|gsp\\.mode)\\.(current|pending|default)"
              + "|accounting\\.mode|inforom\\..*|addressing_mode|c2c\\.mode|power\\.management"
              + "|clocks_(throttle|event)_reasons\\.(?!active).*|fabric\\..*|gpu_recovery_action"
              + "|dramencryption\\.mode\\..*|reset_status\\..*"
              + "|dcgm_fi_(?!cuda_driver).*_(version|ver|uuid|name|serial|serial_number|brand"
              + "|bus_?id|guid|pci_id|vm_id|cpu_vendor|cpu_model)");

  /** Names that may mean something else, by {@link #key}. */
  private static final Set<String> UNSURE = Set.of("index", "idx", "date", "miguuid");

  private static final String SEPARATORS = " \t\n\u000B\f\r_-";

  private final String title;
  private final String key;

  Column(String title) {
    this.title = title;
    this.key = title.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** The column's usual name. */
  public String title() {
    return title;
  }

  /** Whether the column is there for people, and may be there more than once. */
  public boolean isRemark() {
    return this == REJECTED_LINE || this == REJECTED_REASON;
  }

  /** Whether that header name is the column's own, not one that other tools have for it. */
  boolean isTitle(String headerName) {
    return key.equals(key(headerName));
  }

  /**
   * How far a header name is from the column's own: 0 for that, 1 for another tool's, 2 for one
   * that may mean something else, 3 for the number of a device's file, which need not be that of
   * the GPU. Below 0 is the pod of what was scraped, where the column's own name may be that of the
   * exporter's.
   */
  static int rank(Column column, String headerName) {
    if (column.isTitle(headerName)) {
      return 0;
    }
    String key = key(headerName);
    if (key.startsWith("exported") && column != INSTANCE) {
      return -1;
    }
    if (key.equals("minornumber")) {
      return 3;
    }
    return UNSURE.contains(key) ? 2 : 1;
  }

  /**
   * The column of that header name: its own name or another tool's, matched without case, blanks,
   * {@code _} and {@code -}, and without a unit in brackets.
   */
  public static Optional<Column> of(String headerName) {
    String key = key(headerName);
    for (Column column : values()) {
      if (column.key.equals(key)) {
        return Optional.of(column);
      }
    }
    return headerName.strip().equals("__name__")
        ? Optional.of(METRIC_NAME)
        : Optional.ofNullable(ALIASES.get(key));
  }

  /**
   * Whether a column of that name holds words, of which none is a fact that is kept: a text of
   * nvidia-smi or DCGM, or a label that says how a value was scraped.
   */
  public static boolean isText(String headerName) {
    String name = headerName.strip();
    return TEXT.matcher(name.toLowerCase(Locale.ROOT)).matches()
        || SeriesLabels.isIgnoredName(name);
  }

  /** What names that mean the same column have in common. */
  static String key(String headerName) {
    StringBuilder key = new StringBuilder(headerName.length());
    for (int i = 0; i < headerName.length(); i++) {
      if (SEPARATORS.indexOf(headerName.charAt(i)) < 0) {
        key.append(headerName.charAt(i));
      }
    }
    return key.toString().toLowerCase(Locale.ROOT);
  }
}
