package nexus.telemetry.unpack;

/** What to send instead of a file that is not read. */
final class Instead {

  static final String SMI =
      "what this writes: nvidia-smi --query-gpu=timestamp,index,name,uuid,utilization.gpu,"
          + "memory.used,temperature.gpu,power.draw --format=csv -l 1";
  static final String JSON =
      "what Prometheus answers at /api/v1/query_range or /api/v1/query, or its metrics as text";
  static final String GRAFANA =
      "what a panel downloads at Inspect, Data, Download CSV, or what Prometheus answers at"
          + " /api/v1/query_range";
  static final String TSDB = "what this writes: promtool tsdb dump DATA_DIR";
  static final String SQLITE =
      "a table of it as CSV: sqlite3 -header -csv FILE 'select * from TABLE'";
  static final String PARQUET =
      "it as CSV: duckdb -c \"copy 'FILE' to 'capture.csv' (header)\", or to_csv of pandas";
  static final String TABLE = "it as CSV, such as to_csv of pandas writes";
  static final String CSV = "it saved as CSV";
  static final String REPACKED = "it plain, or packed with gzip, zstd or zip";
  static final String ONE_FILE = "the files in it one by one; each may be packed with gzip or zstd";
  static final String CAPTURE =
      "CSV of nvidia-smi --query-gpu, text of nvidia-smi dmon, metrics of Prometheus, or any other"
          + " capture";

  private Instead() {}
}
