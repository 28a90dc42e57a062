package nexus.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nexus.bench.Machine;
import nexus.bench.run.Bench;
import nexus.bench.run.FleetRow;
import nexus.bench.run.FleetScrapes;
import nexus.bench.run.FleetSize;
import nexus.local.LocalFailure;

/**
 * Measures the application and VictoriaMetrics with the same scrapes of whole fleets, one after the
 * other, and prints a table. Writes no file.
 */
public final class CompareFleet {

  private static final String LINE = "%-14s %-20s %12s %12s %12s %12s%n";

  private CompareFleet() {}

  /**
   * Takes {@code fleet [--quick]}; status 1 when one of them cannot be measured, 2 for another
   * option.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.remove("fleet");
    boolean quick = words.remove("--quick");
    if (!words.isEmpty()) {
      System.err.println("compare: fleet takes --quick alone, and not " + words);
      System.exit(2);
    }
    try (Bench bench = new Bench(System.getenv(), quick)) {
      Runtime.getRuntime().addShutdownHook(new Thread(bench::close, "stop"));
      run(bench, FleetSize.all(quick));
    } catch (LocalFailure failure) {
      System.err.println("compare: " + failure.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }

  private static void run(Bench bench, List<FleetSize> sizes)
      throws IOException, InterruptedException {
    Optional<Path> program =
        Optional.ofNullable(System.getenv("VICTORIA_METRICS_BIN"))
            .filter(value -> !value.isBlank())
            .map(Path::of);
    if (program.isEmpty()) {
      throw new LocalFailure("there is no victoria-metrics to compare with");
    }
    System.out.println(Machine.describe());
    System.out.println("ms until stored, µs of processor time a sample");
    System.out.printf(
        LINE, "one scrape of", "system", "median, ms", "most, ms", "median, µs", "mean, µs");
    for (FleetSize size : sizes) {
      FleetScrapes ours = FleetRow.measure(bench, size);
      print(size, Nexus.NAME, ours);
      FleetScrapes theirs = victoriaMetrics(program, size);
      print(size, "victoria-metrics", theirs);
      System.out.printf(
          LINE,
          "",
          "ours / peer",
          Table.ratio(ours.milliseconds().median(), theirs.milliseconds().median()),
          Table.ratio(ours.milliseconds().most(), theirs.milliseconds().most()),
          Table.ratio(ours.microsecondsASample().median(), theirs.microsecondsASample().median()),
          Table.ratio(ours.meanMicrosecondsASample(), theirs.meanMicrosecondsASample()));
    }
  }

  private static FleetScrapes victoriaMetrics(Optional<Path> program, FleetSize size)
      throws IOException, InterruptedException {
    String parent = System.getenv().getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir"));
    Path folder = Files.createTempDirectory(Path.of(parent), "nexus-compare-");
    VictoriaMetrics server = new VictoriaMetrics(null, program);
    Thread stop =
        new Thread(
            () -> {
              server.close();
              // Also one that was just being started.
              ProcessHandle.current().children().forEach(ProcessHandle::destroy);
              Compare.delete(folder);
            },
            "stop peer");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      server.start(folder);
      try (VictoriaMetricsReceiver receiver = new VictoriaMetricsReceiver(server, size.plan())) {
        return FleetScrapes.measure(receiver, size);
      }
    } finally {
      server.close();
      Compare.delete(folder);
    }
  }

  private static void print(FleetSize size, String name, FleetScrapes scrapes) {
    System.out.printf(
        LINE,
        String.format(Locale.ROOT, "%,d GPUs", size.gpus()),
        name,
        Table.number(scrapes.milliseconds().median()),
        Table.number(scrapes.milliseconds().most()),
        Table.number(scrapes.microsecondsASample().median()),
        Table.number(scrapes.meanMicrosecondsASample()));
  }
}
