package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import nexus.local.Api;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code nexus ingests}. */
@Command(
    name = "ingests",
    mixinStandardHelpOptions = true,
    description = "Uploads, the newest first, and how far they are; or one with its rejected rows.")
final class IngestsCommand implements Callable<Integer> {

  private static final List<String> TITLES =
      List.of(
          "UPLOAD",
          "STATUS",
          "PROGRESS",
          ">ROWS",
          ">ACCEPTED",
          ">MISSING",
          ">REJECTED",
          "UPDATED",
          "SOURCE");

  private static final Map<String, Style> STYLES =
      Map.of("done", Style.GREEN, "running", Style.YELLOW, "failed", Style.RED);

  @ParentCommand private Nexus nexus;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "One upload.")
  private String upload;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many, 1 to 100 (${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() throws InterruptedException {
    Server server = nexus.server();
    Server.Answer answer =
        upload == null
            ? server.get(nexus.target("/api/v1/ingests").with("limit", limit))
            : server.get(one(nexus, upload));
    Console console = nexus.console();
    if (nexus.json()) {
      console.line(answer.text());
    } else if (upload == null) {
      console.table(table(answer.json().path("ingests"), console.isTerminal()));
    } else {
      console.lines(lines(answer.json()));
    }
    return 0;
  }

  /** Where one upload's progress is. A name's encoding in a path is that in a query here. */
  static Target one(Nexus nexus, String upload) {
    return nexus.target("/api/v1/ingests/" + Api.encode(upload).replace("+", "%20"));
  }

  /**
   * The column of what expired is there where something did.
   *
   * @param bars whether progress is a bar, or {@code 1/2} chunks
   */
  static Table table(JsonNode ingests, boolean bars) {
    List<String> titles = new ArrayList<>(TITLES);
    boolean expired = false;
    for (JsonNode ingest : ingests) {
      expired |= Fields.number(ingest, "expired") > 0;
    }
    if (expired) {
      titles.add(titles.indexOf("UPDATED"), ">EXPIRED");
    }
    Table table = new Table(titles);
    for (JsonNode ingest : ingests) {
      table.row(cells(ingest, bars, expired));
    }
    return table;
  }

  private static Object[] cells(JsonNode ingest, boolean bars, boolean expired) {
    String status = status(ingest);
    List<Object> cells = new ArrayList<>();
    cells.add(Fields.text(ingest, "upload"));
    cells.add(new Table.Cell(status, STYLES.getOrDefault(status, Style.PLAIN)));
    cells.add(bars ? bar(ingest) : chunks(ingest.path("chunks")));
    cells.add(Units.count(Fields.number(ingest, "rows")));
    cells.add(Units.count(Fields.number(ingest, "accepted")));
    cells.add(Units.count(Fields.number(ingest, "missing")));
    cells.add(Units.count(Fields.number(ingest, "rejected")));
    if (expired) {
      cells.add(Units.count(Fields.number(ingest, "expired")));
    }
    cells.add(Fields.text(ingest, "updatedAt"));
    cells.add(source(ingest.path("source")));
    return cells.toArray();
  }

  private static String status(JsonNode ingest) {
    return Fields.text(ingest, "status").toLowerCase(Locale.ROOT);
  }

  /** {@code [############------------] 50 %}, by chunks. */
  static String bar(JsonNode ingest) {
    JsonNode chunks = ingest.path("chunks");
    return Units.bar(Fields.number(chunks, "done"), Fields.number(chunks, "planned"));
  }

  private static String chunks(JsonNode chunks) {
    return Fields.number(chunks, "done") + "/" + Fields.number(chunks, "planned");
  }

  private static String source(JsonNode source) {
    return source.isMissingNode()
        ? "http"
        : "s3://" + Fields.text(source, "bucket") + "/" + Fields.text(source, "key");
  }

  static List<String> lines(JsonNode ingest) {
    JsonNode chunks = ingest.path("chunks");
    List<String> lines = new ArrayList<>();
    lines.add("upload    " + Fields.text(ingest, "upload"));
    lines.add("cluster   " + Fields.text(ingest, "cluster"));
    lines.add("source    " + source(ingest.path("source")));
    lines.add("status    " + status(ingest));
    lines.add(
        "progress  %s  %s of %s done, %s failed"
            .formatted(
                bar(ingest),
                Units.count(Fields.number(chunks, "done")),
                Units.counted(Fields.number(chunks, "planned"), "chunk"),
                Units.count(Fields.number(chunks, "failed"))));
    lines.add("rows      " + Units.count(Fields.number(ingest, "rows")));
    lines.add("values    " + Ledger.counts(ingest));
    lines.add("samples   " + times(ingest));
    lines.add("updated   " + or(Fields.text(ingest, "updatedAt"), "-"));
    for (JsonNode failure : ingest.path("failures")) {
      lines.add(
          "chunk %s failed%s: %s"
              .formatted(
                  failure.path("chunk").asText(),
                  failure.has("at") ? " at " + Fields.text(failure, "at") : "",
                  Fields.text(failure, "reason")));
    }
    if (!ingest.path("rejects").isEmpty()) {
      lines.add("rejected rows:");
      lines.addAll(Ledger.rejects(ingest, Integer.MAX_VALUE));
    }
    return lines;
  }

  private static String times(JsonNode ingest) {
    String first = Fields.text(ingest, "firstTime");
    return first.isEmpty() ? "-" : first + " to " + Fields.text(ingest, "lastTime");
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
