package nexus.bench.compare;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import nexus.bench.Connection;
import nexus.local.Ports;

/** QuestDB, a server of its own; loaded over HTTP, asked through PostgreSQL's protocol. */
final class QuestDb extends SqlStore {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String BOUNDARY = "nexus-bench-compare";
  private static final String PART =
      "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n";
  private static final String FILE_NAME = "; filename=\"telemetry.csv\"";
  private static final String SCHEMA =
      "[{\"name\":\"timestamp\",\"type\":\"TIMESTAMP\",\"pattern\":\"yyyy-MM-ddTHH:mm:ssz\"}]";

  private final Optional<Path> jar;
  private Path data;
  private Server server;
  private URI base;

  /**
   * @param jar QuestDB with all it needs, where there is one
   */
  QuestDb(Optional<Path> jar) {
    this.jar = jar;
  }

  @Override
  public String name() {
    return "questdb";
  }

  @Override
  public Optional<String> missing() {
    return jar.isPresent() && hasDriver(Postgres.URL)
        ? Optional.empty()
        : Optional.of(
            "org.questdb:questdb or org.postgresql:postgresql could not be got from Maven Central");
  }

  @Override
  public void start(Path folder) throws IOException, InterruptedException {
    data = Files.createDirectory(folder.resolve("data"));
    String address = "127.0.0.1:" + Ports.free();
    int sqlPort = Ports.free();
    base = URI.create("http://" + address);
    Map<String, String> settings =
        Map.of(
            "QDB_HTTP_BIND_TO", address,
            "QDB_HTTP_MIN_ENABLED", "false",
            "QDB_PG_NET_BIND_TO", "127.0.0.1:" + sqlPort,
            "QDB_LINE_TCP_ENABLED", "false",
            "QDB_TELEMETRY_ENABLED", "false",
            "QDB_CAIRO_COMMIT_MODE", "sync");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseParallelGC",
            "-cp",
            jar.orElseThrow().toString(),
            "io.questdb.ServerMain",
            "-d",
            data.toString());
    String url = Postgres.URL + "//127.0.0.1:" + sqlPort + "/qdb";
    Properties login = Postgres.login("admin", "quest");
    server =
        Server.start(
            name(), command, settings, folder.resolve("log"), () -> isConnected(url, login));
  }

  @Override
  public String version() throws SQLException {
    return version(value("SELECT build"));
  }

  /** The version in {@code Build Information: QuestDB 9.3.4, JDK …}. */
  static String version(String build) {
    return build.replaceFirst("(?s)^.*?QuestDB ([0-9.]+).*$", "$1");
  }

  @Override
  String epochMs() {
    return "cast(\"timestamp\" AS long) / 1000";
  }

  @Override
  public void prepare(int run, Path csv) throws SQLException {
    useTable(run);
    execute(
        """
        CREATE TABLE %s ("timestamp" TIMESTAMP, metric_name SYMBOL, gpu_id SYMBOL, device SYMBOL,
          uuid SYMBOL INDEX, modelName SYMBOL, Hostname SYMBOL, container SYMBOL, pod SYMBOL,
          namespace SYMBOL, "value" DOUBLE, labels_raw VARCHAR)
          TIMESTAMP("timestamp") PARTITION BY DAY BYPASS WAL"""
            .formatted(table()));
  }

  @Override
  public void load(Path csv) {
    Map<String, String> parameters =
        Map.of("name", table(), "forceHeader", "true", "timestamp", "timestamp", "fmt", "json");
    try (Connection http = Connection.open(base, PATIENCE)) {
      http.upload(
          Question.of("/imp", parameters),
          "multipart/form-data; boundary=" + BOUNDARY,
          bytes(PART.formatted("schema", "") + SCHEMA + "\r\n" + PART.formatted("data", FILE_NAME)),
          csv,
          bytes("\r\n--" + BOUNDARY + "--\r\n"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public long bytes() throws IOException, InterruptedException {
    long bytes = 0;
    try (DirectoryStream<Path> tables = Files.newDirectoryStream(data.resolve("db"), "run*")) {
      for (Path table : tables) {
        bytes += Commands.bytes(table);
      }
    }
    return bytes;
  }

  @Override
  public String note() {
    return "one HTTP upload to /imp, commit mode sync, no write-ahead log, index on uuid; whole rows, files in pages of 16 MiB; series through the PostgreSQL protocol";
  }

  @Override
  public void close() {
    disconnect();
    if (server != null) {
      server.close();
    }
  }
}
