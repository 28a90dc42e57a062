package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nexus gpus}. */
@Command(
    name = "gpus",
    mixinStandardHelpOptions = true,
    description = "The cluster's GPUs, by host and index.")
final class GpusCommand implements Callable<Integer> {

  private static final int PAGE = 1_000;
  private static final int MOST = 1_000_000;
  private static final Map<String, Style> STYLES =
      Map.of("active", Style.GREEN, "idle", Style.DIM, "stale", Style.YELLOW);

  @ParentCommand private Nexus nexus;

  @Option(names = "--host", paramLabel = "NAME", description = "Only those of this host.")
  private String host;

  @Option(names = "--model", paramLabel = "NAME", description = "Only those of this model.")
  private String model;

  @Option(names = "--status", paramLabel = "active|idle|stale", description = "Only these.")
  private String status;

  @Override
  public Integer call() throws InterruptedException {
    Server server = nexus.server();
    Table table = new Table("HOST", "GPU", "STATUS", "LAST SEEN", "UUID", "DEVICE", "MODEL");
    int found = 0;
    String cursor = null;
    do {
      Server.Answer page = server.get(question(cursor));
      found += page.json().path("data").size();
      show(page, table);
      cursor = page.json().path("cursor").textValue();
    } while (cursor != null && found < MOST);
    if (!nexus.json()) {
      nexus.console().table(table);
    }
    if (nexus.console().isTerminal() && !nexus.json()) {
      nexus.console().line(Units.counted(found, "GPU"));
    }
    return 0;
  }

  private Target question(String cursor) {
    return nexus
        .target("/api/v1/gpus")
        .with("host", host)
        .with("model", model)
        .with("status", status)
        .with("limit", PAGE)
        .with("cursor", cursor);
  }

  private void show(Server.Answer page, Table table) {
    if (nexus.json()) {
      nexus.console().line(page.text());
      return;
    }
    for (JsonNode gpu : page.json().path("data")) {
      String is = Fields.text(gpu, "status");
      table.row(
          Fields.text(gpu, "hostname"),
          Fields.text(gpu, "gpu"),
          new Table.Cell(is, STYLES.getOrDefault(is, Style.PLAIN)),
          Fields.text(gpu, "lastSeen"),
          Fields.text(gpu, "uuid"),
          Fields.text(gpu, "device"),
          Fields.text(gpu, "name"));
    }
  }
}
