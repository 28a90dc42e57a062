package nexus.bench.compare;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import nexus.bench.Connection;
import nexus.bench.Generate;
import nexus.bench.Machine;
import nexus.bench.Plan;
import nexus.bench.run.Bench;
import nexus.bench.run.PromqlPanels;
import nexus.bench.run.PromqlRow;
import nexus.local.Api;
import nexus.local.LocalFailure;
import nexus.local.Ports;

/**
 * Asks the application, VictoriaMetrics and Prometheus for the same panels of the same capture, one
 * after the other, and prints a table. Writes no file.
 */
public final class ComparePromql {

  private static final String LINE = "%-18s %16s %16s %14s %14s%n";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Plan plan;
  private final boolean quick;
  private final Path folder;

  private ComparePromql(Plan plan, boolean quick, Path folder) {
    this.plan = plan;
    this.quick = quick;
    this.folder = folder;
  }

  /**
   * Takes {@code promql [--quick]}; status 1 when one of them cannot be measured, 2 for another
   * option.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.remove("promql");
    boolean quick = words.remove("--quick");
    if (!words.isEmpty()) {
      System.err.println("compare: promql takes --quick alone, and not " + words);
      System.exit(2);
    }
    String parent = System.getenv().getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir"));
    Path folder = Files.createTempDirectory(Path.of(parent), "nexus-compare-");
    try (Bench bench = new Bench(System.getenv(), quick)) {
      Runtime.getRuntime().addShutdownHook(new Thread(bench::close, "stop"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(folder), "stop peers"));
      String size = quick ? "--hosts 4 --scrapes 60" : "--hosts 125 --scrapes 1440";
      Plan plan = Plan.parse(List.of((size + " --step 1m").split(" ", -1)));
      new ComparePromql(plan, quick, folder).run(bench);
    } catch (LocalFailure failure) {
      System.err.println("compare: " + failure.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }

  private static void end(Path folder) {
    ProcessHandle.current().children().forEach(ProcessHandle::destroy);
    Compare.delete(folder);
  }

  private void run(Bench bench) throws IOException, InterruptedException {
    Path victoria = program("VICTORIA_METRICS_BIN", "victoria-metrics");
    Path prometheus = program("PROMETHEUS_BIN", "prometheus");
    System.out.println(Machine.describe());
    System.out.printf(
        Locale.ROOT,
        "query_range over %d h at 1 m, %,d GPUs, %,d samples, in ms%n",
        plan.step().multipliedBy(plan.scrapes()).toHours(),
        plan.fleet().gpus().size(),
        plan.values());
    System.out.printf(LINE, "", "all GPUs, p50", "all GPUs, most", "one GPU, p50", "one GPU, p99");
    PromqlPanels.Asked ours = PromqlRow.measure(bench, plan);
    print(Nexus.NAME, ours);
    printBeside(ours, "victoria-metrics", victoriaMetrics(victoria));
    printBeside(ours, "prometheus", prometheus(prometheus));
  }

  private static Path program(String variable, String name) {
    String path = System.getenv().getOrDefault(variable, "");
    if (path.isBlank()) {
      throw new LocalFailure("there is no " + name + " to compare with");
    }
    return Path.of(path);
  }

  /** Its cache of answers would have most of them after the first. */
  private PromqlPanels.Asked victoriaMetrics(Path program)
      throws IOException, InterruptedException {
    VictoriaMetrics server = new VictoriaMetrics(null, Optional.of(program));
    try {
      server.start(Files.createDirectories(folder.resolve("victoria-metrics")));
      server.http().upload("/api/v1/import/prometheus", out -> Generate.write(asText(), out));
      server.http().get("/internal/force_flush");
      return new PromqlPanels(plan, "&nocache=1", quick).ask(server.http());
    } finally {
      server.close();
    }
  }

  private PromqlPanels.Asked prometheus(Path program) throws IOException, InterruptedException {
    Path own = Files.createDirectories(folder.resolve("prometheus"));
    Path samples = own.resolve("samples.om");
    Path data = own.resolve("data");
    OpenMetrics.write(asText(), samples);
    Map<String, String> libraries = Server.libraries(program);
    Commands.run(
        List.of(
            program.resolveSibling("promtool").toString(),
            "tsdb",
            "create-blocks-from",
            "openmetrics",
            samples.toString(),
            data.toString()),
        libraries);
    Files.delete(samples);
    Path configuration = Files.writeString(own.resolve("prometheus.yml"), "global: {}\n");
    URI base = URI.create("http://127.0.0.1:" + Ports.free());
    Api api = new Api(base);
    Server server =
        Server.start(
            "prometheus",
            List.of(
                program.toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + data,
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=" + base.getAuthority()),
            libraries,
            own.resolve("log"),
            () -> api.answers("/-/ready"));
    try (Connection connection = Connection.open(base, PATIENCE)) {
      return new PromqlPanels(plan, "", quick).ask(connection);
    } finally {
      server.close();
    }
  }

  private Plan asText() {
    return Plan.parse(
        List.of(
            "--format=prometheus",
            "--hosts=" + plan.hosts(),
            "--scrapes=" + plan.scrapes(),
            "--step=1m"));
  }

  private static void printBeside(PromqlPanels.Asked ours, String name, PromqlPanels.Asked theirs) {
    print(name, theirs);
    System.out.printf(
        LINE,
        "ours / peer",
        Table.ratio(ours.fleet().median(), theirs.fleet().median()),
        Table.ratio(ours.fleet().most(), theirs.fleet().most()),
        Table.ratio(ours.one().median(), theirs.one().median()),
        Table.ratio(ours.one().percentile(99), theirs.one().percentile(99)));
  }

  private static void print(String name, PromqlPanels.Asked asked) {
    System.out.printf(
        LINE,
        name,
        Table.number(asked.fleet().median()),
        Table.number(asked.fleet().most()),
        Table.number(asked.one().median()),
        Table.number(asked.one().percentile(99)));
  }
}
