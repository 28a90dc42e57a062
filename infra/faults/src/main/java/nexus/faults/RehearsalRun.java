package nexus.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nexus.bench.Machine;
import nexus.faults.Rehearsals.Downtime;
import nexus.faults.Rehearsals.Section;

/** Plays the sections of the runbook and prints what came of them. */
public final class RehearsalRun {

  private static final Path RUNBOOK = Path.of("infra", "RUNBOOK.md");
  private static final int INTERNAL_ERROR = 500;

  /** The longest time without an upload or an answer that still counts as none at all. */
  private static final long LONGEST_MS = 15_000;

  private final Runbook runbook;
  private final List<String> skipped = new ArrayList<>();
  private final Table table =
      new Table(
          List.of(
              "section",
              "time",
              "samples sent",
              "lost",
              "doubled",
              "wrong",
              "uploads refused",
              "longest upload",
              "queries",
              "failed",
              "longest silence",
              "verdict"));
  private final Curtain curtain = Curtain.atExit();
  private boolean failed;

  private RehearsalRun(Runbook runbook) {
    this.runbook = runbook;
  }

  /**
   * Takes titles of sections, none for all; status 0 when every verdict holds, 1 when one does not,
   * 2 for a section that there is not.
   */
  public static void main(String[] titles) throws IOException, InterruptedException {
    Runbook runbook = Runbook.parse(Files.readAllLines(RUNBOOK));
    List<String> rehearsed = Rehearsals.ALL.stream().map(Section::title).toList();
    if (!runbook.runnable().equals(rehearsed)) {
      System.err.println("the runbook has commands in " + runbook.runnable());
      System.err.println("but what is rehearsed is    " + rehearsed);
      System.exit(1);
    }
    if (!rehearsed.containsAll(List.of(titles))) {
      System.err.println("sections are " + rehearsed);
      System.exit(2);
    }
    RehearsalRun run = new RehearsalRun(runbook);
    run.play(List.of(titles));
    System.exit(run.failed ? 1 : 0);
  }

  private void play(List<String> wanted) throws IOException, InterruptedException {
    System.out.println(Machine.describe());
    for (Section section : Rehearsals.ALL) {
      if (wanted.isEmpty() || wanted.contains(section.title())) {
        play(section);
      }
    }
    System.out.print(table.text());
    skipped.forEach(
        title -> System.out.println("SKIPPED  " + title + ": no such etcd is to be had"));
  }

  private void play(Section section) throws IOException, InterruptedException {
    System.err.println(section.title());
    long begun = System.nanoTime();
    Rehearsal rehearsal = new Rehearsal(runbook, section.title(), 1);
    curtain.rise(rehearsal);
    try (rehearsal) {
      if (!rehearsal.start(section.options())) {
        skipped.add(section.title());
      } else {
        section.act().play(rehearsal);
        judge(section, rehearsal, rehearsal.settle(), begun);
      }
    } catch (RuntimeException broken) {
      rehearsal.problems().add(broken.toString());
      table.addBroken(section.title());
    }
    rehearsal.problems().forEach(problem -> System.err.println("  PROBLEM " + problem));
    if (rehearsal.problems().isEmpty()) {
      rehearsal.delete();
    } else {
      failed = true;
      System.err.println("  logs are left in " + rehearsal.folder());
    }
  }

  private void judge(Section section, Rehearsal rehearsal, Comparison audit, long begun) {
    Load load = rehearsal.load();
    Questions questions = rehearsal.questions();
    rehearsal.problems().addAll(audit.complaints());
    rehearsal.check(audit.holds() && audit.samples() > 0, "something is lost, or nothing was sent");
    rehearsal.check(load.refused(INTERNAL_ERROR) == 0, "an upload was answered with 500");
    if (section.downtime() == Downtime.NONE) {
      rehearsal.check(load.longestMs() < LONGEST_MS, "an upload took " + load.longestMs() + " ms");
    }
    if (section.downtime() != Downtime.ALL) {
      rehearsal.check(
          questions.longestMs() < LONGEST_MS, "no answer for " + questions.longestMs() + " ms");
    }
    table.addRow(
        List.of(
            section.title(),
            seconds((System.nanoTime() - begun) / 1_000_000),
            String.format(Locale.ROOT, "%,d", audit.samples()),
            Long.toString(audit.lost()),
            Long.toString(audit.doubled()),
            Long.toString(audit.wrong()),
            load.refusals().toString(),
            seconds(load.longestMs()),
            Integer.toString(questions.asked()),
            Integer.toString(questions.failed()),
            seconds(questions.longestMs()),
            rehearsal.problems().isEmpty() ? "holds" : "FAILS"));
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
  }
}
