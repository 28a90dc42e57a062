package nexus.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/** DuckDB, inside this process: there is no server and no network between it and its client. */
final class DuckDb extends SqlStore {

  private static final String URL = "jdbc:duckdb:";

  private Path file;

  @Override
  public String name() {
    return "duckdb";
  }

  @Override
  public Optional<String> missing() {
    return hasDriver(URL)
        ? Optional.empty()
        : Optional.of("org.duckdb:duckdb_jdbc could not be got from Maven Central");
  }

  @Override
  public void start(Path folder) throws SQLException {
    file = folder.resolve("duck.db");
    connect(URL + file, new Properties());
    execute("SET preserve_insertion_order = false");
  }

  @Override
  public String version() throws SQLException {
    return value("SELECT version()").replaceFirst("^v", "");
  }

  @Override
  String epochMs() {
    return "epoch_ms(\"timestamp\")";
  }

  @Override
  public void prepare(int run, Path csv) throws SQLException {
    useTable(run);
  }

  @Override
  public void load(Path csv) throws SQLException {
    execute(
        """
        CREATE TABLE %s AS SELECT * FROM read_csv('%s', header = true, quote = '"', escape = '"',
          timestampformat = '%%Y-%%m-%%dT%%H:%%M:%%SZ', columns = {
            'timestamp': 'TIMESTAMP', 'metric_name': 'VARCHAR', 'gpu_id': 'VARCHAR',
            'device': 'VARCHAR', 'uuid': 'VARCHAR', 'modelName': 'VARCHAR', 'Hostname': 'VARCHAR',
            'container': 'VARCHAR', 'pod': 'VARCHAR', 'namespace': 'VARCHAR', 'value': 'DOUBLE',
            'labels_raw': 'VARCHAR'})"""
            .formatted(table(), csv));
  }

  @Override
  public long bytes() throws SQLException, IOException {
    execute("CHECKPOINT");
    return Files.size(file);
  }

  @Override
  public String note() {
    return "CREATE TABLE AS SELECT from read_csv, committed; whole rows; in the client's process";
  }

  @Override
  public void close() {
    disconnect();
  }
}
