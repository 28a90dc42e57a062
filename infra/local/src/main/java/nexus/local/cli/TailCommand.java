package nexus.local.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code nexus tail}. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = {
      "Follows captures that grow: sends whole lines that are new, until Ctrl-C.",
      "After a break it goes on where it was, also in another process. A file that takes another's"
          + " place is read from its start, after the rest of the old one. Lines without a time get"
          + " that at which they were read, or as much behind --time as they came behind the first.",
    })
final class TailCommand implements Callable<Integer> {

  private static final Duration LAST_TRY = Duration.ofSeconds(5);

  @ParentCommand private Nexus nexus;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Any text that upload takes.")
  private List<Path> files;

  @Mixin private CaptureOptions options;

  @ArgGroup private Where where = new Where();

  @Option(
      names = "--every",
      paramLabel = "SPAN",
      defaultValue = "1s",
      converter = Span.class,
      description = "How often to look (${DEFAULT-VALUE}).")
  private Duration every;

  @Option(names = "--once", description = "Send what is there, and end.")
  private boolean once;

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description =
          "Where it is kept how far each file was sent, and what was refused"
              + " ($XDG_STATE_HOME/nexus-telemetry/tail, else below ~/.local/state).")
  private Path state;

  /** Where to begin with a file that is not known yet. */
  private static final class Where {
    @Option(names = "--from-start", description = "Begin with what is there already: the default.")
    private boolean start;

    @Option(names = "--from-end", description = "Leave out what is there already.")
    private boolean end;

    boolean leavesOut() {
      return end && !start;
    }
  }

  /** A file, and when to look at it again. */
  private static final class Turn {
    private final Path file;
    private final FileTail tail;
    private long dueNanos = System.nanoTime();
    private boolean failed;

    Turn(Path file, FileTail tail) {
      this.file = file;
      this.tail = tail;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    Totals totals = new Totals();
    Server server = nexus.server();
    List<Turn> turns = new ArrayList<>();
    try (Stop stop = new Stop()) {
      for (Path file : files) {
        turns.add(turn(file, server, totals));
      }
      follow(turns, stop);
      nexus.console().progress("");
      return end(turns, totals);
    } finally {
      turns.forEach(turn -> turn.tail.close());
    }
  }

  private Turn turn(Path file, Server server, Totals totals) {
    boolean there = Files.exists(file);
    if (there ? !Files.isRegularFile(file) || !Files.isReadable(file) : once) {
      throw new CommandFailure(file + " is not a file that can be read");
    } else if (!there) {
      nexus.console().note("nexus: " + file + " is not there yet");
    }
    Path folder = state == null ? nexus.stateFolder().resolve("tail") : state;
    Path whole = file.toAbsolutePath().normalize();
    String cluster = nexus.cluster() == null ? "" : nexus.cluster();
    MarkFile marks = new MarkFile(folder, whole.toString(), cluster, server.address());
    RefusedLines refused = new RefusedLines(marks.refused(), nexus.console());
    Feed feed = new Feed(nexus, server, options, file.toString(), totals, refused::add);
    Duration grace = once ? Duration.ZERO : every;
    FileTail.Settings settings =
        new FileTail.Settings(
            options.namesColumns(), where.leavesOut(), grace, InstantSource.system());
    return new Turn(file, new FileTail(file, nexus.console(), feed, marks, settings));
  }

  private void follow(List<Turn> turns, Stop stop) throws InterruptedException {
    if (once) {
      repeat(turns, FileTail.Step::more, stop::isAsked);
      return;
    }
    boolean asked = false;
    while (!asked && turns.stream().anyMatch(turn -> !turn.failed)) {
      repeat(turns, FileTail.Step::full, stop::isAsked);
      asked = stop.await(every);
    }
    long end = System.nanoTime() + LAST_TRY.toNanos();
    turns.forEach(turn -> turn.dueNanos = System.nanoTime());
    repeat(turns, FileTail.Step::more, () -> System.nanoTime() - end > 0);
  }

  /** Looks at each file in turn, as long as one asks for it. */
  private void repeat(List<Turn> turns, Predicate<FileTail.Step> goesOn, BooleanSupplier ended) {
    boolean again = true;
    while (again) {
      again = false;
      for (Turn turn : turns) {
        if (!turn.failed && System.nanoTime() - turn.dueNanos >= 0 && !ended.getAsBoolean()) {
          again |= goesOn.test(look(turn));
        }
      }
    }
  }

  private FileTail.Step look(Turn turn) {
    try {
      FileTail.Step step = turn.tail.step();
      if (once && !step.after().isZero()) {
        throw new CommandFailure("not all is sent; the next time it goes on there");
      }
      turn.dueNanos = System.nanoTime() + step.after().toNanos();
      return step;
    } catch (CommandFailure failure) {
      fail(turn, failure);
    } catch (IOException failure) {
      fail(turn, new CommandFailure("cannot be read or noted: " + failure.getMessage(), failure));
    }
    return FileTail.Step.NOTHING;
  }

  private void fail(Turn turn, CommandFailure failure) {
    turn.failed = true;
    UploadCommand.report(nexus.console(), turn.file.toString(), failure);
  }

  private int end(List<Turn> turns, Totals totals) {
    boolean failed = turns.stream().anyMatch(turn -> turn.failed);
    if (totals.uploads() > 0 && !nexus.json()) {
      nexus.console().line(totals.line());
    }
    String warning = totals.uploads() == 0 ? null : totals.warning();
    if (warning != null) {
      nexus.console().note("nexus: " + warning);
    }
    return failed || (totals.uploads() > 0 && totals.accepted() == 0) ? 1 : 0;
  }
}
