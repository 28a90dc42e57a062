package nexus.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import nexus.bench.Connection;
import nexus.bench.Series;
import nexus.local.Api;
import nexus.local.Ports;

/**
 * VictoriaMetrics, a single node. The columns that tell series apart become labels, {@code
 * metric_name} among them; every load adds a label of its own, and so makes series of its own.
 */
final class VictoriaMetrics implements Store {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String MEASUREMENT = "dcgm";

  /** Column numbers of the long format, what each becomes, and the name it gets. */
  private static final String COLUMNS =
      "1:time:rfc3339,2:label:metric_name,3:label:gpu,4:label:device,5:label:uuid,"
          + "6:label:modelName,7:label:Hostname,11:metric:"
          + MEASUREMENT;

  private final Content content;
  private final Optional<Path> program;
  private Path data;
  private Server server;
  private Connection http;
  private int run;

  /**
   * @param program the executable, where there is one
   */
  VictoriaMetrics(Content content, Optional<Path> program) {
    this.content = content;
    this.program = program;
  }

  @Override
  public String name() {
    return "victoria-metrics";
  }

  @Override
  public Optional<String> missing() {
    return program.isPresent()
        ? Optional.empty()
        : Optional.of("Debian package victoria-metrics could not be got");
  }

  @Override
  public void start(Path folder) throws IOException, InterruptedException {
    data = folder.resolve("data");
    String address = "127.0.0.1:" + Ports.free();
    URI base = URI.create("http://" + address);
    Api api = new Api(base);
    List<String> command =
        List.of(
            program.orElseThrow().toString(),
            "-storageDataPath=" + data,
            "-httpListenAddr=" + address,
            "-retentionPeriod=100y");
    Map<String, String> libraries = Server.libraries(program.orElseThrow());
    server =
        Server.start(
            name(), command, libraries, folder.resolve("log"), () -> api.answers("/health"));
    http = Connection.open(base, PATIENCE);
  }

  /** A connection to it, once it is started. */
  Connection http() {
    return http;
  }

  /** Its process ID, once it is started. */
  long pid() {
    return server.pid();
  }

  /** Of Debian's package: the program itself was built without one. */
  @Override
  public String version() throws IOException {
    Path usr = program.orElseThrow().resolve("../..").normalize();
    Path changes = usr.resolve("share/doc/victoria-metrics/changelog.Debian.gz");
    if (!Files.isReadable(changes)) {
      return "of unknown version";
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(changes))) {
      return version(new String(in.readNBytes(200), StandardCharsets.US_ASCII));
    }
  }

  /** The version in {@code victoriametrics (1.79.5+ds1-2+b5) sid; …}. */
  static String version(String changes) {
    return changes.replaceFirst("(?s)^[^(]*\\(([0-9.]+).*$", "$1");
  }

  @Override
  public void prepare(int number, Path file) {
    run = number;
  }

  @Override
  public void load(Path file) throws IOException {
    Map<String, String> parameters = Map.of("format", COLUMNS, "extra_label", "run=" + run);
    http.upload(Question.of("/api/v1/import/csv", parameters), file);
    http.get("/internal/force_flush");
  }

  @Override
  public long rows() throws IOException {
    long window = (content.lastMs() - content.firstMs()) / 1000 + 60;
    String question =
        "sum(count_over_time(%s{run=\"%d\"}[%ds]))".formatted(MEASUREMENT, run, window);
    String end = Instant.ofEpochMilli(content.lastMs()).toString();
    return count(http.get(Question.of("/api/v1/query", Map.of("query", question, "time", end))));
  }

  /** The one number in an answer of {@code /api/v1/query}; 0 where it has none. */
  static long count(byte[] answer) throws IOException {
    JsonNode result = JSON.readTree(answer).path("data").path("result");
    return result.path(0).path("value").path(1).asLong();
  }

  @Override
  public Answer ask(SeriesName series) throws IOException {
    String selector =
        "%s{uuid=\"%s\",metric_name=\"%s\",run=\"%d\"}"
            .formatted(MEASUREMENT, series.uuid(), series.metric(), run);
    Map<String, String> range =
        Map.of(
            "match[]", selector,
            "start", Instant.ofEpochMilli(content.firstMs()).toString(),
            "end", Instant.ofEpochMilli(content.lastMs()).toString());
    byte[] answer = http.get(Question.of("/api/v1/export", range));
    return () -> points(answer);
  }

  /**
   * The points in an answer of {@code /api/v1/export}: a line of JSON for every run of points of a
   * series, times and values side by side.
   */
  static Series points(byte[] answer) throws IOException {
    Map<Long, Double> sorted = new TreeMap<>();
    for (String line : new String(answer, StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isBlank()) {
        JsonNode part = JSON.readTree(line);
        for (int i = 0; i < part.path("timestamps").size(); i++) {
          sorted.put(
              part.path("timestamps").path(i).asLong(), part.path("values").path(i).asDouble());
        }
      }
    }
    Series points = new Series();
    sorted.forEach(points::add);
    return points;
  }

  @Override
  public long bytes() throws IOException, InterruptedException {
    http.get("/internal/force_merge");
    return Commands.bytes(data);
  }

  @Override
  public String note() {
    return "one HTTP upload to /api/v1/import/csv, then /internal/force_flush; metric name and GPU as labels, labels_raw left out; series by /api/v1/export; bytes with the index of series";
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
