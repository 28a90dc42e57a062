package nexus.telemetry.capture.file;

/** What files are. */
public enum Kind {
  CSV_LONG("csv_long", "CSV, one value a row"),
  CSV_WIDE("csv_wide", "CSV, one column a metric"),
  NVIDIA_SMI_QUERY("nvidia_smi_query", "CSV of nvidia-smi --query-gpu"),
  FLEET_INTELLIGENCE("fleet_intelligence", "CSV of NVIDIA's fleet intelligence agent"),
  GRAFANA_SERIES("grafana_series", "CSV of Grafana, one column a series"),
  GRAFANA_LONG("grafana_long", "CSV of Grafana, one series after the other"),
  NVIDIA_SMI_DMON("nvidia_smi_dmon", "text of nvidia-smi dmon"),
  NVIDIA_SMI_PMON("nvidia_smi_pmon", "text of nvidia-smi pmon, one row a process"),
  NVIDIA_SMI_OTHER("nvidia_smi_other", "text of nvidia-smi, of something else than GPUs"),
  DCGMI_DMON("dcgmi_dmon", "text of dcgmi dmon"),
  PROMETHEUS("prometheus", "metrics as Prometheus scrapes them"),
  PROMETHEUS_JSON("prometheus_json", "JSON of Prometheus's API"),
  PREFIXED("prefixed_lines", "lines with something before each"),
  NO_CAPTURE("no_capture", "no capture"),
  UNKNOWN("unknown", "no kind that is known");

  private final String word;
  private final String words;

  Kind(String word, String words) {
    this.word = word;
    this.words = words;
  }

  public String word() {
    return word;
  }

  public String words() {
    return words;
  }
}
