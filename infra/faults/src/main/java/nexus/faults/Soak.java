package nexus.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import nexus.bench.Machine;
import nexus.faults.Interval.Figures;
import nexus.local.Api;
import nexus.local.LocalFailure;
import nexus.telemetry.store.DrainCounters;

/**
 * Uploads, drains and asks at a steady pace for some minutes, while etcd compacts and old data
 * expires, and prints how much memory and space that takes and how long it lasts.
 */
public final class Soak {

  /** A figure that is this many times what it was has grown. */
  private static final double GROWN = 1.3;

  private static final long SECOND_MS = 1_000;
  private static final int INTERVALS_A_MINUTE = 6;
  private static final int LEAST_MINUTES = 2;

  /**
   * A file holds 75 s of telemetry, so an hour's blocks are there in less than a minute. What
   * drains keeps one minute and lets as long pass before it sweeps; the capture is of long ago, so
   * the ingesters, who would measure its age from now, keep all.
   */
  private static final Scenario STEADY =
      new Scenario(
          "soak",
          new Scenario.Setup(
              1,
              1,
              false,
              List.of("--auto-compaction-mode=periodic", "--auto-compaction-retention=30s"),
              Map.of("LEDGER_RETENTION", "1m"),
              Map.of("RETENTION", "1m"),
              Optional.empty()),
          stage -> {});

  private Soak() {}

  /**
   * Takes the minutes; status 0 when nothing was lost and nothing grew, 1 else, 2 for no number.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Optional<Integer> minutes = minutes(arguments);
    if (minutes.isEmpty()) {
      System.err.println("soak: takes a number of minutes, " + LEAST_MINUTES + " or more");
      System.exit(2);
    }
    Stage stage = new Stage(STEADY, 1, false, History.none());
    Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "stop"));
    boolean holds;
    try (stage) {
      stage.start();
      holds = soak(stage, minutes.orElseThrow());
    } catch (LocalFailure failure) {
      System.err.println("soak: " + failure.getMessage());
      holds = false;
    }
    stage.delete();
    System.exit(holds ? 0 : 1);
  }

  private static Optional<Integer> minutes(String[] arguments) {
    try {
      return arguments.length == 1
          ? Optional.of(Integer.parseInt(arguments[0])).filter(given -> given >= LEAST_MINUTES)
          : Optional.empty();
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static boolean soak(Stage stage, int minutes) throws InterruptedException {
    System.out.println(Machine.describe());
    System.out.println(Figures.HEAD);
    List<Figures> all = new ArrayList<>();
    for (int i = 1; i <= minutes * INTERVALS_A_MINUTE; i++) {
      Interval interval = new Interval(stage);
      for (int second = 0; second < 60 / INTERVALS_A_MINUTE; second++) {
        long begun = System.nanoTime();
        interval.work();
        Thread.sleep(Math.max(0, SECOND_MS - (System.nanoTime() - begun) / 1_000_000));
      }
      Figures figures = interval.end(i * 60 / INTERVALS_A_MINUTE);
      all.add(figures);
      System.out.println(figures.line());
    }
    stage.settle();
    boolean flat = flat(all);
    return everythingStored(stage) && flat;
  }

  private static boolean everythingStored(Stage stage) throws InterruptedException {
    String stats = "/clusterStats?cluster=" + Api.encode(stage.cluster());
    long accepted =
        stage.ingesters().get(0).api().get(stats).path("ingest").path("accepted").asLong();
    DrainCounters stored = stage.drained();
    System.out.printf(
        Locale.ROOT,
        "sent %,d samples, accepted %,d, stored %,d, replaced %,d%n",
        stage.capture().samples(),
        accepted,
        stored.added(),
        stored.overwritten());
    return accepted == stage.capture().samples()
        && stored.added() == accepted
        && stored.overwritten() == 0;
  }

  /** Compares the second third with the last: what is filled at first is full by then. */
  private static boolean flat(List<Figures> all) {
    List<Boolean> flat =
        List.of(
            isFlat("memory of the ingester", all, Figures::ingesterMegabytes),
            isFlat("memory of the drainer", all, Figures::drainerMegabytes),
            isFlat("database", all, Figures::databaseMegabytes),
            isFlat("messages that wait", all, figures -> figures.waiting() + 100),
            isFlat("wait to be stored", all, figures -> figures.longestWaitMs() + 1_000),
            isFlat("upload", all, figures -> figures.uploadMs() + 20),
            isFlat("series query", all, figures -> figures.queryMs() + 20),
            isFlat("cluster statistics", all, figures -> figures.statsMs() + 20));
    return !flat.contains(false);
  }

  private static boolean isFlat(String what, List<Figures> all, ToDoubleFunction<Figures> figure) {
    int third = all.size() / 3;
    double middle = mean(all.subList(third, 2 * third), figure);
    double last = mean(all.subList(2 * third, all.size()), figure);
    boolean flat = last <= GROWN * middle;
    System.out.printf(
        Locale.ROOT,
        "%-24s last third / second third = %.2f%s%n",
        what,
        last / middle,
        flat ? "" : "  GROWS");
    return flat;
  }

  private static double mean(List<Figures> some, ToDoubleFunction<Figures> figure) {
    return some.stream().mapToDouble(figure).average().orElse(0);
  }
}
