package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code nexus upload}. */
@Command(
    name = "upload",
    mixinStandardHelpOptions = true,
    description = "Sends captures to the queue, one after the other, and says what became of them.")
final class UploadCommand implements Callable<Integer> {

  private static final int MOST_REJECTS = 20;

  @ParentCommand private Nexus nexus;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "CSV, plain or packed (gzip, zstd, zip); - for standard input; s3://BUCKET/KEY is read by"
              + " the aws command.")
  private List<String> files;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description = "Zone of times without one: an IANA name such as Europe/Berlin.")
  private String zone;

  @Option(names = "--wait", description = "Return only when all of the queue is stored.")
  private boolean wait;

  @Override
  public Integer call() throws InterruptedException {
    Totals totals = new Totals();
    Server server = nexus.server();
    int failures = 0;
    for (String file : files) {
      try {
        totals.add(upload(server, file));
      } catch (CommandFailure failure) {
        failures++;
        nexus.console().note("nexus: " + file + ": " + failure.getMessage());
      }
    }
    if (files.size() > 1 && !nexus.json()) {
      nexus.console().line(totals.line(failures));
    }
    if (wait) {
      new DrainWait(nexus, server).run();
    }
    return failures == 0 ? 0 : 1;
  }

  private JsonNode upload(Server server, String file) throws InterruptedException {
    long begun = System.nanoTime();
    Retries retries = new Retries(time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    Server.Answer answer =
        new CsvUpload(server, nexus.console(), retries, source(file))
            .run(nexus.target("/api/v1/csv/upload").with("tz", zone));
    if (nexus.json()) {
      nexus.console().line(answer.text());
    } else {
      nexus
          .console()
          .lines(
              Ledger.lines(file, answer.json(), (System.nanoTime() - begun) / 1e9, MOST_REJECTS));
    }
    return answer.json();
  }

  private Source source(String file) {
    if (file.startsWith(S3Source.SCHEME)) {
      return new S3Source(nexus.awsCommand(), file);
    }
    try {
      return file.equals("-") ? Source.of(nexus.console().in()) : Source.of(Path.of(file));
    } catch (InvalidPathException notAName) {
      throw new CommandFailure("no file can have this name", notAName);
    }
  }

  /** What several uploads became together. */
  private static final class Totals {
    private int uploads;
    private long accepted;
    private long missing;
    private long rejected;
    private long inexact;
    private long expired;

    void add(JsonNode result) {
      uploads++;
      accepted += Fields.number(result, "accepted");
      missing += Fields.number(result, "missing");
      rejected += Fields.number(result, "rejected");
      inexact += Fields.number(result, "inexact");
      expired += Fields.number(result, "expired");
    }

    String line(int failures) {
      return Units.counted(uploads, "upload")
          + ": "
          + Ledger.counts(accepted, missing, rejected, expired, inexact)
          + (failures == 0 ? "" : "; " + Units.counted(failures, "file") + " failed");
    }
  }
}
