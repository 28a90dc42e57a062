package nexus.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import nexus.bench.Machine;
import nexus.faults.Figures.Whiles;
import nexus.local.Api;
import nexus.local.LocalFailure;
import nexus.telemetry.store.DrainCounters;

/**
 * Uploads, drains and asks at a steady pace for some minutes, while etcd compacts and old data
 * expires, and prints how much memory and space that takes and how long it lasts.
 */
public final class Soak {

  private static final long SECOND_MS = 1_000;
  private static final int INTERVALS_A_MINUTE = 6;
  private static final int LEAST_MINUTES = 2;
  private static final int MOST_MINUTES = 7 * 24 * 60;
  private static final int DEFAULT_MINUTES = 120;

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
              Optional.empty(),
              Duration.ZERO,
              Scenario.Setup.USUAL_HEAP),
          stage -> {});

  private Soak() {}

  /**
   * Takes {@code [--minutes N]}; status 0 when nothing was lost and nothing grew, 1 else, 2 for
   * words it does not know.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Optional<Integer> minutes = minutes(arguments);
    if (minutes.isEmpty()) {
      System.err.printf(
          "soak: takes --minutes and a number, %d to %d; without it %d%n",
          LEAST_MINUTES, MOST_MINUTES, DEFAULT_MINUTES);
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

  /** Empty for what it does not take. */
  static Optional<Integer> minutes(String... arguments) {
    if (arguments.length == 0) {
      return Optional.of(DEFAULT_MINUTES);
    }
    try {
      return arguments.length == 2 && arguments[0].equals("--minutes")
          ? Optional.of(Integer.parseInt(arguments[1]))
              .filter(given -> given >= LEAST_MINUTES && given <= MOST_MINUTES)
          : Optional.empty();
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static boolean soak(Stage stage, int minutes) throws InterruptedException {
    System.out.println(Machine.describe());
    System.out.println(Figures.head());
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

  private static boolean flat(List<Figures> all) {
    Whiles whiles = Whiles.of(all);
    System.out.printf(
        "medians of seconds %d to %d, and of %d to %d:%n",
        whiles.before().get(0).second(),
        last(whiles.before()).second(),
        whiles.after().get(0).second(),
        last(whiles.after()).second());
    boolean flat = true;
    for (Figure figure : Figure.values()) {
      double before = whiles.before(figure);
      double after = whiles.after(figure);
      boolean grew = figure.grew(before, after);
      flat &= !grew;
      System.out.printf(
          "%-16s %s  %s%s%n",
          figure.title().strip(), figure.text(before), figure.text(after), grew ? "  GROWS" : "");
    }
    return flat;
  }

  private static Figures last(List<Figures> some) {
    return some.get(some.size() - 1);
  }
}
