package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nexus formats}. */
@Command(
    name = "formats",
    mixinStandardHelpOptions = true,
    description = "The versions of the stored formats that are written and read.")
final class FormatsCommand implements Callable<Integer> {

  private static final Target PATH = new Target("/api/v1/formats");

  @ParentCommand private Nexus nexus;

  @Option(
      names = "--raise",
      description =
          "Have the newest versions written that this release can write; never lowers one. First"
              + " every application must run a release that reads them.")
  private boolean raise;

  @Override
  public Integer call() throws InterruptedException {
    Server server = nexus.server();
    Server.Answer answer =
        raise
            ? server.post(PATH, Server.JSON.createObjectNode().put("raise", true))
            : server.get(PATH);
    if (nexus.json()) {
      nexus.console().line(answer.text());
      return 0;
    }
    Table table = new Table("KIND", ">WRITTEN", ">NEWEST WRITTEN", ">NEWEST READ");
    answer.json().path("formats").forEach(format -> add(table, format));
    nexus.console().table(table);
    return 0;
  }

  private static void add(Table table, JsonNode format) {
    table.row(
        Fields.text(format, "kind"),
        Fields.text(format, "written"),
        Fields.text(format, "newestWritten"),
        Fields.text(format, "newestRead"));
  }
}
