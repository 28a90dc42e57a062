package nexus.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nexus.bench.Disk;
import nexus.bench.Machine;
import nexus.bench.Region;
import nexus.local.LocalFailure;
import nexus.local.Settings;

/**
 * Measures rows of the targets table, prints them, and writes them into {@code
 * infra/bench/README.md}.
 */
public final class Run {

  private static final List<Measurement> ROWS =
      List.of(
          new DiskRow(),
          new UploadRow(),
          new RowsRow(),
          new CapturesRow(),
          new MemoryRow(),
          new SizeRow(),
          new SeriesRow(),
          new DayRow(),
          new StatsRow(),
          new PromqlRow(),
          new LiveRow(),
          new FleetRow(),
          new SustainedRow(),
          new DeliveryRow(),
          new DrainRow(),
          new IdleRow(),
          new BlocksRow());

  private static final String QUICK = "--quick";

  private final Bench bench;
  private final boolean quick;
  private final Set<String> measured = new LinkedHashSet<>();
  private final List<Line> lines = new ArrayList<>();
  private boolean failed;

  private Run(Bench bench, boolean quick) {
    this.bench = bench;
    this.quick = quick;
  }

  /** Takes that file, then {@code [--quick] [ROW…]}; status 1 when a row could not be measured. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(arguments));
    Path readme = Path.of(words.remove(0));
    boolean quick = words.remove(QUICK);
    List<String> unknown = words.stream().filter(word -> !names().contains(word)).toList();
    if (!unknown.isEmpty()) {
      System.err.println("run: no row " + unknown + "; rows: " + String.join(" ", names()));
      System.exit(2);
    }
    System.exit(run(quick ? Optional.empty() : Optional.of(readme), quick, words) ? 0 : 1);
  }

  private static List<String> names() {
    return ROWS.stream().map(Measurement::name).toList();
  }

  private static boolean run(Optional<Path> readme, boolean quick, List<String> wanted)
      throws IOException, InterruptedException {
    try (Bench bench = new Bench(System.getenv(), quick)) {
      Runtime.getRuntime().addShutdownHook(new Thread(bench::close, "stop"));
      Run run = new Run(bench, quick);
      String machine = run.machine();
      System.out.println(machine);
      for (Measurement row : ROWS) {
        if (!bench.isClosed() && (wanted.isEmpty() || wanted.contains(row.name()))) {
          run.measure(row);
        }
      }
      Table table = new Table(machine, run.lines);
      table.text().forEach(System.out::println);
      if (quick) {
        System.out.println("--quick: everything works; the sizes are too small for the figures");
      }
      if (readme.isPresent()) {
        run.write(table, new Region(readme.get(), "run"));
      }
      return !run.failed;
    }
  }

  /** One line: the machine, etcd, and the disk below etcd's data. */
  private String machine() throws IOException {
    Disk disk = Disk.below(bench.folder());
    if (!disk.durable()) {
      System.err.println(
          "run: the data would be on no disk but in memory: set TMPDIR to a folder on a disk");
    }
    return Machine.describe() + "; " + etcdVersion() + " on " + disk.describe();
  }

  private static String etcdVersion() throws IOException {
    Process etcd = new ProcessBuilder(System.getProperty(Settings.ETCD), "--version").start();
    try (var lines = etcd.inputReader()) {
      return lines.readLine().replace(" Version:", "");
    }
  }

  private void measure(Measurement row) throws InterruptedException {
    System.err.println(row.name());
    long begun = System.nanoTime();
    try {
      for (Figure figure : row.measure(bench)) {
        lines.add(Line.of(quick ? figure.withoutGoals() : figure, row.name()));
      }
      measured.add(row.name());
      bench.say("(%.0f s)", (System.nanoTime() - begun) / 1e9);
    } catch (LocalFailure | IOException | IllegalStateException failure) {
      failed = true;
      System.err.println(
          bench.isClosed() ? "run: stopped" : "run: " + row.name() + ": " + failure.getMessage());
    }
  }

  /** Figures of two machines do not stand in one table. */
  private void write(Table table, Region region) throws IOException {
    Table old = Table.parse(region.read());
    boolean all = measured.containsAll(names());
    if (!all && !old.lines().isEmpty() && !old.machine().equals(table.machine())) {
      System.out.println(region.file() + " is left as it is: its figures are of another machine");
      return;
    }
    region.write(old.with(table, measured, names()).markdown());
    System.out.println("written into " + region.file());
  }
}
