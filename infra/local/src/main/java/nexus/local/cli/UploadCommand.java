package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code nexus upload}. */
@Command(
    name = "upload",
    mixinStandardHelpOptions = true,
    description = {
      "Sends captures to the queue, one after the other, and says what became of them.",
      "Standard input that ends is one upload. Where it waits behind whole lines most of its first"
          + " two seconds, as 'nvidia-smi ... -l 1' does, each second's lines are sent, until it"
          + " ends or Ctrl-C.",
    })
final class UploadCommand implements Callable<Integer> {

  static final String PATH = "/api/v1/csv/upload";

  private static final int MOST_REJECTS = 20;
  private static final String INPUT = "-";

  @ParentCommand private Nexus nexus;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "A capture of any kind and name, also in gzip, zstd or zip; - for standard input;"
              + " s3://BUCKET/KEY is read by the aws command.")
  private List<String> files;

  @Mixin private CaptureOptions options;

  @Option(
      names = "--dry-run",
      description = "Say what a file is and would become; nothing is stored.")
  private boolean dryRun;

  @Option(names = "--wait", description = "Return only when all of the queue is stored.")
  private boolean wait;

  private final Totals totals = new Totals();
  private int failures;
  private int nothings;

  @Override
  public Integer call() throws InterruptedException {
    Server server = nexus.server();
    for (String file : files) {
      try {
        upload(server, file);
      } catch (CommandFailure failure) {
        failures++;
        report(nexus.console(), file, failure);
      }
    }
    if (files.size() > 1 && !nexus.json()) {
      nexus
          .console()
          .line(
              totals.line()
                  + (failures == 0 ? "" : "; " + Units.counted(failures, "file") + " failed"));
    }
    if (wait && !dryRun && totals.uploads() > 0) {
      await(server);
    }
    return failures + nothings == 0 ? 0 : 1;
  }

  /** What stands in the way of the queue is told, unless something was wrong before. */
  private void await(Server server) throws InterruptedException {
    try {
      new DrainWait(nexus, server).run();
    } catch (CommandFailure failure) {
      if (failures == 0) {
        throw failure;
      }
    }
  }

  /** Says why a file was not taken, and what the server saw in it. */
  static void report(Console console, String file, CommandFailure failure) {
    console.note("nexus: " + file + ": " + failure.getMessage());
    if (failure instanceof Refused refused) {
      CaptureReport.lines(refused.capture(), 0, false).forEach(line -> console.note("  " + line));
    }
  }

  private void upload(Server server, String file) throws InterruptedException {
    if (!file.equals(INPUT)) {
      upload(server, file, source(file));
      return;
    }
    Intake intake = new Intake(nexus.console().in());
    boolean live = intake.isLive();
    if (!live) {
      upload(server, file, Source.of(intake.all()));
    } else if (dryRun) {
      upload(server, file, Source.of(there(intake)));
    }
    if (!dryRun && !intake.isOver()) {
      follow(server, intake);
    }
  }

  private static InputStream there(Intake intake) {
    try {
      return new ByteArrayInputStream(intake.lines(false));
    } catch (IOException failure) {
      throw new CommandFailure("cannot be read: " + failure.getMessage(), failure);
    }
  }

  private void follow(Server server, Intake intake) throws InterruptedException {
    nexus.console().note("nexus: standard input goes on: every second's lines are sent");
    Totals own = new Totals();
    RefusedLines refused =
        new RefusedLines(
            nexus.stateFolder().resolve("tail").resolve("standard-input.refused"), nexus.console());
    try {
      Feed feed = new Feed(nexus, server, options, INPUT, own, refused::add);
      new InputFeed(intake, feed, options.namesColumns(), InstantSource.system()).run();
    } finally {
      nexus.console().progress("");
      if (own.uploads() > 0 && !nexus.json()) {
        nexus.console().line(own.line());
      }
    }
    warn(INPUT, own.warning(), own.accepted());
    totals.add(own);
  }

  private void upload(Server server, String file, Source source) throws InterruptedException {
    long begun = System.nanoTime();
    Retries retries = new Retries(time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    Target target = options.on(nexus.target(PATH)).with("dryRun", dryRun ? Boolean.TRUE : null);
    Server.Answer answer = new CaptureUpload(server, nexus.console(), retries, source).run(target);
    JsonNode result = answer.json();
    nexus
        .console()
        .lines(
            nexus.json()
                ? List.of(answer.text())
                : lines(file, result, (System.nanoTime() - begun) / 1e9));
    totals.add(result);
    long accepted = Fields.number(result, "accepted");
    warn(
        file,
        Ledger.warning(
            Fields.number(result, "values"), accepted, Fields.number(result, "rejected")),
        accepted);
  }

  private List<String> lines(String file, JsonNode result, double seconds) {
    List<String> lines = new ArrayList<>();
    if (dryRun) {
      lines.add(file + ":");
      CaptureReport.lines(
              result.path("capture"), nexus.console().width(), nexus.console().hasColour())
          .forEach(lines::add);
    }
    lines.addAll(Ledger.lines(dryRun ? "would become" : file, result, seconds, MOST_REJECTS));
    if (!dryRun) {
      CaptureReport.skipped(result.path("capture")).forEach(line -> lines.add("  " + line));
    }
    return lines;
  }

  private void warn(String file, String warning, long accepted) {
    if (warning != null) {
      nexus.console().note("nexus: " + file + ": " + warning);
    }
    if (accepted == 0) {
      nothings++;
    }
  }

  private Source source(String file) {
    if (file.startsWith(S3Source.SCHEME)) {
      return new S3Source(nexus.awsCommand(), file);
    }
    try {
      return Source.of(Path.of(file));
    } catch (InvalidPathException notAName) {
      throw new CommandFailure("no file can have this name", notAName);
    }
  }
}
