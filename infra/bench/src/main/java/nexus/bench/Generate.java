package nexus.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Writes the telemetry of an invented fleet, as CSV or as Prometheus scrapes it. The same options
 * give the same bytes.
 *
 * <p>Memory grows with the number of GPUs (about 1 KiB each), never with the number of scrapes.
 */
public final class Generate {

  private static final String USAGE =
      """
      generate [--format long|wide|prometheus|nvidia-smi] [--first-host N] [--hosts N] [--gpus N]
               [--scrapes N] [--metrics N] [--step 15s] [--start 2025-07-01T00:00:00Z] [--seed N] [--out FILE|-]
      """;

  private Generate() {}

  /** Runs the command; status 2 for a wrong option, 1 when the file cannot be written. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  /** Writes everything that {@code plan} asks for and returns the number of bytes. */
  public static long write(Plan plan, OutputStream out) throws IOException {
    Fleet fleet = plan.fleet();
    List<Metric> metrics = plan.chosenMetrics();
    Layout layout = plan.format().layout(metrics, fleet.gpus());
    RowBuffer rows = new RowBuffer(out).append(layout.header());
    Instant start = plan.start();
    for (int scrape = 0; scrape < plan.scrapes(); scrape++) {
      fleet.step();
      layout.scrape(start, fleet.walks(), rows);
      start = start.plus(plan.step());
    }
    return rows.flush();
  }

  private static int run(List<String> arguments) {
    if (arguments.contains("--help")) {
      System.out.print(USAGE);
      return 0;
    }
    try {
      Plan plan = Plan.parse(arguments);
      try (OutputStream out = open(plan.out())) {
        write(plan, out);
      }
      return 0;
    } catch (IllegalArgumentException wrongOption) {
      System.err.println("generate: " + wrongOption.getMessage());
      System.err.print(USAGE);
      return 2;
    } catch (IOException failure) {
      System.err.println("generate: cannot write: " + failure.getMessage());
      return 1;
    }
  }

  private static OutputStream open(String out) throws IOException {
    return out.equals("-")
        ? new FileOutputStream(FileDescriptor.out)
        : Files.newOutputStream(Path.of(out));
  }
}
