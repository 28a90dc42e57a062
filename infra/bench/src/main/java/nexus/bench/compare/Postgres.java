package nexus.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import nexus.local.Ports;

/**
 * PostgreSQL, a cluster of its own with durable settings. It refuses to run as root; then it runs
 * as {@code nobody}, who gets the folder.
 */
final class Postgres extends SqlStore {

  static final String URL = "jdbc:postgresql:";

  private static final String USER = "bench";
  private static final String UNPRIVILEGED = "nobody";
  private static final List<String> AS_UNPRIVILEGED =
      List.of("setpriv", "--reuid=" + UNPRIVILEGED, "--regid=nogroup", "--clear-groups");

  private final Optional<Path> programs;
  private Path data;
  private Path bin;
  private List<String> as;
  private Server server;

  /**
   * @param programs the folder of {@code initdb} and {@code postgres}, where there is one
   */
  Postgres(Optional<Path> programs) {
    this.programs = programs;
  }

  /** Login with a deadline for every answer. */
  static Properties login(String user, String password) {
    Properties login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("connectTimeout", "5");
    login.setProperty("socketTimeout", "300");
    return login;
  }

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public Optional<String> missing() {
    if (programs.isEmpty()) {
      return Optional.of("Debian package postgresql could not be got");
    }
    return hasDriver(URL)
        ? Optional.empty()
        : Optional.of("org.postgresql:postgresql could not be got from Maven Central");
  }

  @Override
  public void start(Path folder) throws IOException, InterruptedException {
    boolean root = System.getProperty("user.name").equals("root");
    data = folder.resolve("data");
    bin = root ? readable(folder) : programs.orElseThrow();
    as = root ? AS_UNPRIVILEGED : List.of();
    run(
        "initdb",
        "-D",
        data.toString(),
        "-U",
        USER,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C");
    int port = Ports.free();
    List<String> command =
        command(
            "postgres",
            "-D",
            data.toString(),
            "--port=" + port,
            "--listen_addresses=127.0.0.1",
            "--unix_socket_directories=",
            "--shared_buffers=1GB",
            "--maintenance_work_mem=512MB",
            "--max_wal_size=8GB");
    String url = URL + "//127.0.0.1:" + port + "/postgres";
    server =
        Server.start(
            name(),
            command,
            Server.libraries(bin),
            folder.resolve("log"),
            () -> isConnected(url, login(USER, "")));
  }

  /**
   * Gives the folder to the unprivileged user. Programs that were unpacked in root's home, which is
   * closed to others, are copied there.
   */
  private Path readable(Path folder) throws IOException, InterruptedException {
    Path given = programs.orElseThrow();
    Path home = Path.of(System.getProperty("user.home"));
    Path unpacked = given;
    while (unpacked != null && !unpacked.endsWith("usr")) {
      unpacked = unpacked.getParent();
    }
    Path reachable = given;
    if (unpacked != null && unpacked.startsWith(home)) {
      Commands.run(List.of("cp", "-R", unpacked.toString(), folder.toString()), Map.of());
      reachable = folder.resolve("usr").resolve(unpacked.relativize(given));
    }
    Commands.run(List.of("chown", UNPRIVILEGED, folder.toString()), Map.of());
    return reachable;
  }

  private void run(String program, String... arguments) throws IOException, InterruptedException {
    Commands.run(command(program, arguments), Server.libraries(bin));
  }

  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(as);
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  public String version() throws SQLException {
    return value("SHOW server_version").replaceFirst(" .*$", "");
  }

  @Override
  String epochMs() {
    return "(extract(epoch FROM \"timestamp\") * 1000)::bigint";
  }

  @Override
  public void prepare(int run, Path csv) throws SQLException {
    useTable(run);
    execute(
        """
        CREATE TABLE %s ("timestamp" timestamptz, metric_name text, gpu_id text, device text,
          uuid text, "modelName" text, "Hostname" text, container text, pod text, namespace text,
          "value" double precision, labels_raw text)"""
            .formatted(table()));
    execute("CHECKPOINT");
  }

  @Override
  public void load(Path csv) throws SQLException {
    execute("COPY %s FROM '%s' (FORMAT csv, HEADER true)".formatted(table(), csv));
    execute("CREATE INDEX ON %s (uuid, metric_name, \"timestamp\")".formatted(table()));
  }

  @Override
  public long bytes() throws SQLException {
    return Long.parseLong(
        value(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname LIKE 'run%' AND relkind = 'r'"));
  }

  @Override
  public String note() {
    return "COPY by the server, then an index on (uuid, metric_name, timestamp); fsync on, 1 GB shared_buffers, 8 GB max_wal_size; whole rows, table and index without the log";
  }

  /** Without waiting for whoever is connected, as the signal to end would. */
  @Override
  public void close() {
    if (server == null) {
      return;
    }
    try {
      run("pg_ctl", "stop", "-D", data.toString(), "-m", "fast");
    } catch (IOException alreadyEnded) {
      // Then there is nothing to stop; if not, the signal does.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    disconnect();
    server.close();
  }
}
