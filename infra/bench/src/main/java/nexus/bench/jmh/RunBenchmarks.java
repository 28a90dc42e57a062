package nexus.bench.jmh;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import nexus.bench.Machine;
import nexus.bench.Region;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs benchmarks and prints their table; after all of them, also rewrites it in {@code
 * infra/bench/README.md}.
 */
public final class RunBenchmarks {

  private RunBenchmarks() {}

  /**
   * Runs the command.
   *
   * @param arguments that file, then JMH's own: patterns of benchmarks' names, and options such as
   *     {@code -f 3}. With any of these the file stays as it is
   * @throws IOException when the file cannot be rewritten
   * @throws RunnerException when a benchmark fails
   */
  public static void main(String[] arguments) throws IOException, RunnerException {
    Region region = new Region(Path.of(arguments[0]), "jmh");
    String[] ofJmh = Arrays.copyOfRange(arguments, 1, arguments.length);
    CommandLineOptions given;
    try {
      given = new CommandLineOptions(ofJmh);
    } catch (CommandLineOptionException wrongOption) {
      System.err.println("jmh: " + wrongOption.getMessage());
      System.exit(2);
      return;
    }
    if (given.shouldHelp()) {
      given.showHelp();
      return;
    }
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(given)
                    .addProfiler(GCProfiler.class)
                    .addProfiler(CpuProfiler.class)
                    .shouldFailOnError(true)
                    .build())
            .run();
    String table = ResultTable.of(results);
    System.out.print("\n" + table);
    if (ofJmh.length == 0) {
      region.write(
          String.format(
              Locale.ROOT,
              "Measured on %s; load before: %.1f.%n%n%s",
              Machine.describe(),
              load,
              table));
    }
  }
}
