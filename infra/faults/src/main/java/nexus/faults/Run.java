package nexus.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nexus.bench.Machine;

/** Plays scenarios and prints what came of them. */
public final class Run {

  private static final String SHORT = "--short";
  private static final String SEED = "--seed";

  private final long seed;
  private final boolean small;
  private final Table table = new Table(Table.FAULTS);
  private final Curtain curtain = Curtain.atExit();
  private final List<String> problems = new ArrayList<>();
  private boolean failed;

  private Run(long seed, boolean small) {
    this.seed = seed;
    this.small = small;
  }

  /**
   * Takes {@code [--short] [--seed N] [SCENARIO…]}; status 0 when every verdict holds, 1 when one
   * does not, 2 for words it does not know.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean small = words.remove(SHORT);
    long seed = 1;
    int at = words.indexOf(SEED);
    if (at >= 0) {
      try {
        seed = Long.parseLong(words.get(at + 1));
      } catch (NumberFormatException | IndexOutOfBoundsException noNumber) {
        System.err.println("run: --seed takes a whole number");
        System.exit(2);
      }
      words.subList(at, at + 2).clear();
    }
    List<String> names = Scenario.ALL.stream().map(Scenario::name).toList();
    if (!names.containsAll(words)) {
      words.removeAll(names);
      System.err.println("run: no scenario " + words + "; there are: " + String.join(" ", names));
      System.exit(2);
    }
    Run run = new Run(seed, small);
    run.play(words);
    System.exit(run.failed ? 1 : 0);
  }

  private void play(List<String> wanted) throws IOException, InterruptedException {
    System.out.println(Machine.describe() + "; seed " + seed);
    long begun = System.nanoTime();
    for (Scenario scenario : Scenario.ALL) {
      if (wanted.isEmpty() || wanted.contains(scenario.name())) {
        play(scenario);
      }
    }
    System.out.print(table.text());
    System.out.printf(Locale.ROOT, "%.0f s%n", (System.nanoTime() - begun) / 1e9);
    // Once more at the end, which is all that some logs keep.
    problems.forEach(problem -> System.out.println("PROBLEM " + problem));
  }

  private void play(Scenario scenario) throws IOException, InterruptedException {
    System.err.println(scenario.name());
    Stage stage = new Stage(scenario, seed, small);
    curtain.rise(stage);
    try (stage) {
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
