package nexus.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nexus.bench.Machine;

/** Plays scenarios and prints what came of them. */
public final class Run {

  private static final String SHORT = "--short";
  private static final String SEED = "--seed";
  private static final String HISTORY = "--history";

  private final long seed;
  private final boolean small;
  private final Optional<Path> histories;
  private final Table table = new Table(Table.FAULTS);
  private final Curtain curtain = Curtain.atExit();
  private final List<String> problems = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private boolean failed;

  private Run(long seed, boolean small, Optional<Path> histories) {
    this.seed = seed;
    this.small = small;
    this.histories = histories;
  }

  /**
   * Takes {@code [--short] [--seed N] [--history FOLDER] [SCENARIO…]}; status 0 when every verdict
   * holds, 1 when one does not, 2 for words it does not know.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean small = words.remove(SHORT);
    long seed = 1;
    try {
      seed = Long.parseLong(taken(words, SEED).orElse("1"));
    } catch (NumberFormatException noNumber) {
      refuse(SEED + " takes a whole number");
    }
    Optional<Path> histories = taken(words, HISTORY).map(Path::of);
    List<String> names = Scenario.ALL.stream().map(Scenario::name).toList();
    if (!names.containsAll(words)) {
      words.removeAll(names);
      refuse("no scenario " + words + "; there are: " + String.join(" ", names));
    }
    if (histories.isPresent()) {
      Files.createDirectories(histories.get());
    }
    Run run = new Run(seed, small, histories);
    run.play(words);
    System.exit(run.failed ? 1 : 0);
  }

  /** The word behind an option, both of them taken away; empty where there is no such option. */
  private static Optional<String> taken(List<String> words, String option) {
    int at = words.indexOf(option);
    if (at < 0) {
      return Optional.empty();
    }
    if (at + 1 == words.size()) {
      refuse(option + " takes a value");
    }
    String value = words.get(at + 1);
    words.subList(at, at + 2).clear();
    return Optional.of(value);
  }

  private static void refuse(String why) {
    System.err.println("run: " + why);
    System.exit(2);
  }

  private void play(List<String> wanted) throws IOException, InterruptedException {
    System.out.println(Machine.describe() + "; seed " + seed);
    long begun = System.nanoTime();
    for (Scenario scenario : Scenario.ALL) {
      boolean usual = scenario.quick() || !small;
      if (wanted.isEmpty() ? usual : wanted.contains(scenario.name())) {
        play(scenario);
      }
    }
    System.out.print(table.text());
    System.out.printf(Locale.ROOT, "%.0f s%n", (System.nanoTime() - begun) / 1e9);
    // Once more at the end, which is all that some logs keep.
    skipped.forEach(System.out::println);
    problems.forEach(problem -> System.out.println("PROBLEM " + problem));
  }

  private void play(Scenario scenario) throws IOException, InterruptedException {
    System.err.println(scenario.name());
    Optional<String> missing = scenario.missing();
    if (missing.isPresent()) {
      skipped.add("SKIPPED " + scenario.name() + ": " + missing.get());
      table.addSkipped(scenario.name());
      return;
    }
    History history =
        histories.isPresent()
            ? History.to(histories.get().resolve(scenario.name() + ".edn"))
            : History.none();
    Stage stage = new Stage(scenario, seed, small, history);
    curtain.rise(stage);
    try (history;
        stage) {
      stage.start();
      scenario.act().play(stage);
      stage.settle();
      judge(scenario, stage);
    } catch (RuntimeException broken) {
      failed = true;
      stage.problems().add(broken.toString());
      table.addBroken(scenario.name());
    }
    for (String problem : stage.problems()) {
      System.err.println("  PROBLEM " + problem);
      problems.add(scenario.name() + ": " + problem);
    }
    if (stage.problems().isEmpty()) {
      stage.delete();
    } else {
      System.err.println("  logs are left in " + stage.folder());
    }
  }

  private void judge(Scenario scenario, Stage stage) throws InterruptedException {
    Comparison audit = stage.audit();
    stage.check(stage.faults() > 0 && audit.samples() > 0, "nothing was broken, or nothing sent");
    stage.problems().addAll(audit.complaints());
    boolean holds = audit.holds() && stage.problems().isEmpty();
    failed |= !holds;
    table.add(scenario.name(), audit, stage.faults(), stage.longestStallMs(), holds);
    System.err.println(
        "  %,d samples sent, %d faults, attempts refused: %s"
            .formatted(audit.samples(), stage.faults(), stage.load().refusals()));
  }
}
